// The body of each call's answer, put together from the published schemas, which describe the parts alone.

const ref = (name) => ({ $ref: `#/components/schemas/${name}` });
const listOf = (name) => ({ type: 'array', items: ref(name) });
const string = { type: 'string' };
const number = { type: 'number' };
const natural = { type: 'integer', minimum: 0 };
const date = { type: 'string', format: 'date-time' };

/** An object with exactly these keys, the optional ones present or not. */
function exactly(required, optional = {}) {
    return {
        type: 'object',
        properties: { ...required, ...optional },
        required: Object.keys(required),
        additionalProperties: false,
    };
}

const success = { type: 'boolean', const: true };
const ok = (required = {}, optional = {}) => exactly({ ...required, success }, optional);
const page = (key, name) => ok({ [key]: listOf(name), count: natural, offset: natural, total: natural });
const changes = (name) =>
    ok({ update: listOf(name), remove: { type: 'array', items: exactly({ _id: string, _deletedAt: date }) } });
const history = ok({ messages: listOf('IMessage') }, { firstUnread: ref('IMessage'), unreadNotLoaded: number });

/** Shapes that are published as TypeScript alone, without a schema. */
export const documented = {
    Thread: {
        allOf: [ref('IMessage'), { type: 'object', required: ['tcount', 'tlm'] }],
    },
    DirectRoom: {
        allOf: [ref('IRoom'), { type: 'object', properties: { rid: string }, required: ['rid'] }],
    },
    ListedToken: {
        type: 'object',
        properties: { name: string, createdAt: date, lastTokenPart: string, bypassTwoFactor: { type: 'boolean' } },
        required: ['name', 'createdAt', 'lastTokenPart'],
    },
};

export const answers = {
    'POST login': exactly(
        {
            status: { const: 'success' },
            data: exactly({ userId: string, authToken: string, me: ref('IMeApiUser') }),
        },
        { success },
    ),
    'POST logout': exactly({ status: { const: 'success' }, data: exactly({ message: string }) }),
    'GET me': ref('Me'),
    'POST users.create': ok({ user: ref('IUser') }),
    'GET users.info': ok({ user: ref('UserSeenByAnother') }),
    'GET users.list': page('users', 'UserSeenByAnother'),
    'POST users.delete': ok({}, { deletedRooms: { type: 'array', items: string } }),
    'POST users.generatePersonalAccessToken': ok({ token: string }),
    'POST users.regeneratePersonalAccessToken': ok({ token: string }),
    'POST users.removePersonalAccessToken': ok(),
    'GET users.getPersonalAccessTokens': ok({ tokens: listOf('ListedToken') }),
    'GET settings/:': ok({ _id: string, value: {} }),
    'POST settings/:': ok(),
    'POST permissions.update': ok({ permissions: listOf('IPermission') }),
    'POST method.call/:': ok({ message: string }),

    'POST channels.create': ok({ channel: ref('IRoom') }),
    'GET channels.info': ok({ channel: ref('IRoom') }),
    'POST channels.invite': ok({ channel: ref('IRoom') }),
    'POST channels.kick': ok({ channel: ref('IRoom') }),
    'POST channels.leave': ok({ channel: ref('IRoom') }),
    'POST channels.delete': ok(),
    'GET channels.history': history,
    'GET channels.messages': page('messages', 'IMessage'),
    'GET channels.members': page('members', 'Member'),
    'POST groups.create': ok({ group: ref('IRoom') }),
    'GET groups.info': ok({ group: ref('IRoom') }),
    'POST groups.invite': ok({ group: ref('IRoom') }),
    'POST groups.kick': ok(),
    'GET groups.history': history,
    'GET groups.messages': page('messages', 'IMessage'),
    'GET groups.members': page('members', 'Member'),
    'POST im.create': ok({ room: ref('DirectRoom') }),
    'GET im.history': history,
    'GET im.messages': page('messages', 'IMessage'),
    'GET rooms.info': ok({ room: ref('IRoom') }, { parent: { type: 'object' }, team: { type: 'object' } }),
    'GET rooms.get': changes('IRoom'),

    'POST chat.sendMessage': ok({ message: ref('IMessage') }),
    'POST chat.postMessage': ok({ ts: number, channel: string, message: ref('IMessage') }),
    'GET chat.getMessage': ok({ message: ref('IMessage') }),
    'POST chat.update': ok({ message: ref('IMessage') }),
    'POST chat.delete': ok({
        _id: string,
        ts: string,
        message: {
            type: 'object',
            properties: { _id: string, rid: string, u: ref('PickIUser_idusername') },
            required: ['_id', 'rid', 'u'],
        },
    }),
    'GET chat.getMessageReadReceipts': ok({ receipts: listOf('DocumentedReceipt') }),
    'GET chat.getThreadMessages': page('messages', 'IMessage'),
    'GET chat.getThreadMessages with fields': page('messages', 'ProjectedMessage'),
    'GET chat.getThreadsList': page('threads', 'Thread'),
    'POST chat.followMessage': ok(),
    'POST chat.unfollowMessage': ok(),

    'GET subscriptions.get': changes('ISubscription'),
    'GET subscriptions.getOne': ok({ subscription: { anyOf: [ref('ISubscription'), { type: 'null' }] } }),
    'POST subscriptions.read': ok(),
    'POST subscriptions.unread': ok(),
};
