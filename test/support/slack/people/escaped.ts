/** The text of a command as the app gets it: names as references (`should_escape`), `&`, `<` and `>` as entities. */
import type { User, World } from '../world.ts';

export function escaped(world: World, author: User, text: string): string {
  const users = [...world.users.values()];
  const channels = [...world.channels.values()].filter(({ teams }) => teams.includes(author.team));
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@([\w.-]+)/g, (all, name: string) => {
      const user = users.find(({ username }) => username === name.toLowerCase());
      return user === undefined ? all : `<@${user.id}|${user.username}>`;
    })
    .replaceAll(/#([\w-]+)/g, (all, name: string) => {
      const channel = channels.find((each) => each.name === name);
      return channel === undefined ? all : `<#${channel.id}|${channel.name}>`;
    });
}
