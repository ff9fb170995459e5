import type { Api } from '#test/support/api.ts';

/** Something of each kind in bluegum's books, so that there is something to hide from others. */
export async function fillBooks(api: Api): Promise<void> {
  await api.post('/v1/people', { email: 'kim@example.com', name: 'Kim Tran', roles: ['pricing'] });
}
