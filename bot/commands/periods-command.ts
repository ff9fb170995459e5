import { periodsMessage } from '../billing/show-periods.ts';
import type { Command } from './command.ts';

export const periodsCommand: Command = {
  word: 'periods',
  says: 'periods that wait for approval, and what holds each one up',
  run: (parts, { actor }) => periodsMessage(parts, actor),
};
