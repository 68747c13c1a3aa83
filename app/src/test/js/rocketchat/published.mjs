// What the suite takes from Rocket.Chat's published types. Bundled by prepare.mjs, because the packages import folders,
// which Node does not.
export { schemas } from '@rocket.chat/core-typings';
export {
    ajv,
    meSuccessResponseSchema,
    validateBadRequestErrorResponse,
    validateForbiddenErrorResponse,
    validateNotFoundErrorResponse,
    validateUnauthorizedErrorResponse,
} from '@rocket.chat/rest-typings';
