import { describe, expect, it } from 'vitest';
import { makeSealerOf } from '#src/runtime/sealer.ts';

const SECRET = 'a secret that is long enough to be one';
const sealer = makeSealerOf(SECRET)('slack');

describe('a sealed secret', () => {
  it('opens with the same secret, for the same purpose and owner', async () => {
    const sealed = await sealer.seal('xoxb-1 ünï', 'T1');
    expect(await sealer.open(sealed, 'T1')).toBe('xoxb-1 ünï');
    expect(await makeSealerOf(SECRET)('slack').open(sealed, 'T1')).toBe('xoxb-1 ünï');
    expect(await sealer.open(await sealer.seal('', 'T1'), 'T1')).toBe('');
  });

  it('shows nothing of itself, and is never the same twice', async () => {
    const [one, other] = [await sealer.seal('xoxb-1', 'T1'), await sealer.seal('xoxb-1', 'T1')];
    expect(one).toMatch(/^v1\.[\w-]+$/);
    expect(one).not.toContain('xoxb');
    expect(one).not.toBe(other);
  });

  it.each([
    ['with another secret', makeSealerOf('another secret that is long enough')('slack'), 'T1'],
    ['for another purpose', makeSealerOf(SECRET)('webhooks'), 'T1'],
    ['for another owner', sealer, 'T2'],
  ])('does not open %s', async (_, other, owner) => {
    const sealed = await sealer.seal('xoxb-1', 'T1');
    await expect(other.open(sealed, owner)).rejects.toThrow('does not open');
  });

  it('does not open when one letter was changed, wherever', async () => {
    const sealed = await sealer.seal('xoxb-1', 'T1');
    for (let at = 3; at < sealed.length - 1; at += 1) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      await expect(sealer.open(changed, 'T1'), `letter ${at}`).rejects.toThrow();
    }
  });

  it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAAAAAAAAAAAAAAAAAAAAAA', 'v1.ä', 'xoxb-1'])(
    'is not one: "%s"',
    async (text) => {
      await expect(sealer.open(text, 'T1')).rejects.toThrow('sealed secret of T1');
    },
  );
});
