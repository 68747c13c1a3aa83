// What each answer must look like by Rocket.Chat's published schemas (core-typings and rest-typings 8.8.1).
import assert from 'node:assert/strict';
import published from '../../../../target/js/rocketchat.cjs';
import { answers, documented } from './answers.mjs';

/**
 * Every place where the published schema is not followed to the letter: required keys that an answer may lack, and why.
 * The types of those keys hold all the same when they are there.
 */
export const exceptions = [
    {
        schema: 'IReadReceiptWithUser',
        named: 'DocumentedReceipt',
        without: ['_updatedAt'],
        because: 'the documentation of chat.getMessageReadReceipts prints receipts without it',
    },
    {
        schema: 'UnauthorizedError',
        named: 'DocumentedUnauthorized',
        without: ['success'],
        because: 'the documented 401 has exactly status and message',
    },
    {
        schema: 'IMessage',
        named: 'ProjectedMessage',
        without: ['rid', 'msg', 'ts', 'u', '_updatedAt'],
        because: 'with fields={…} the caller chooses the keys; only _id is always there',
    },
    {
        schema: 'IUser',
        named: 'UserSeenByAnother',
        without: ['createdAt', 'roles', '_updatedAt'],
        because: 'users.info and users.list show the public part of a user',
    },
    {
        schema: 'IUser',
        named: 'Member',
        without: ['createdAt', 'roles', 'type', 'active', '_updatedAt'],
        because: 'lists of members show _id, username, name and status',
    },
];

const ref = (name) => `#/components/schemas/${name}`;

/** The packages' own ajv turns "3" into 3 and null into "" before it looks; this one takes answers as they are. */
const strict = new published.ajv.constructor({
    allErrors: true,
    allowUnionTypes: true,
    discriminator: true,
    strictTypes: false,
});
for (const [name, format] of Object.entries(published.ajv.formats)) {
    strict.addFormat(name, format);
}

const schemas = {
    ...published.schemas.components.schemas,
    Me: published.meSuccessResponseSchema,
    BadRequestError: published.validateBadRequestErrorResponse.schema,
    ForbiddenError: published.validateForbiddenErrorResponse.schema,
    NotFoundError: published.validateNotFoundErrorResponse.schema,
    UnauthorizedError: published.validateUnauthorizedErrorResponse.schema,
    ...documented,
};
for (const { schema, named, without } of exceptions) {
    const { required } = schemas[schema];
    // An exception that has become needless is an error.
    assert.deepEqual(without.filter((key) => !required.includes(key)), [], `${schema} does not require them anyway`);
    schemas[named] = { ...schemas[schema], required: required.filter((key) => !without.includes(key)) };
}
for (const [name, schema] of Object.entries(schemas)) {
    strict.addSchema(schema, ref(name));
}

const compiled = new Map();

function check(name, schema, value) {
    if (!compiled.has(name)) {
        compiled.set(name, strict.compile(schema));
    }
    const validate = compiled.get(name);
    if (!validate(value)) {
        assert.fail(`${name}: ${strict.errorsText(validate.errors)}\n${JSON.stringify(value, null, 2)}`);
    }
    return value;
}

/** The value itself, which must satisfy the schema of that name. */
export function valid(name, value) {
    assert.ok(schemas[name], `no schema is called ${name}`);
    return check(name, { $ref: ref(name) }, value);
}

/** The body itself, which must be what this call answers, as "GET chat.getMessage". */
export function validAnswer(call, body) {
    const schema = answers[call];
    assert.ok(schema, `answers.mjs says nothing about ${call}`);
    return check(call, schema, body);
}

const errors = {
    400: 'BadRequestError',
    401: 'DocumentedUnauthorized',
    403: 'ForbiddenError',
    404: 'NotFoundError',
};

/** The body itself, which must be an error body of that HTTP status. */
export function validError(status, body) {
    assert.ok(errors[status], `HTTP ${status} is not an answer of these calls: ${JSON.stringify(body)}`);
    return valid(errors[status], body);
}
