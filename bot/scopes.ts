/** What the bot may do in a workspace, each with its reason. No scope reads what people write. */
export const SCOPES = {
  commands: 'people write /cardline',
  'chat:write': 'cards, lines in their threads and answers',
  'chat:write.public': 'the channel for cards may be any public one, without inviting the bot',
  'im:write': 'direct messages to whoever something is about',
  'users:read': 'names of people, to say who did what',
} as const;

export const BOT_SCOPES = Object.keys(SCOPES) as (keyof typeof SCOPES)[];
