/** What the bot may do in a workspace, each with its reason. Nothing here reads what people write to each other. */
export const SCOPES = {
  commands: 'people write /cardline',
  'chat:write': 'cards, the lines in their threads, direct messages to whoever something is about',
  'chat:write.public': 'the channel for cards may be any public one, without inviting the bot first',
  'files:write':
    'the whole difference of a change set, or all lines of a billing run, as a file in the thread of its card',
  'files:read': 'a signed contract that somebody puts into the form of an order; no other file',
} as const;

export const BOT_SCOPES = Object.keys(SCOPES) as (keyof typeof SCOPES)[];
