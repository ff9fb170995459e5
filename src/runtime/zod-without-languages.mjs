/**
 * Zod for the Worker's bundle (wrangler.toml), which takes in all that the `z` of the package holds: its messages in some fifty
 * languages among it, 56 kB gzipped. Here `z` is what an API needs of it; what is missing here, the bundler warns of.
 */
export * from '../../node_modules/zod/v4/classic/checks.js';
export * as coerce from '../../node_modules/zod/v4/classic/coerce.js';
export * from '../../node_modules/zod/v4/classic/compat.js';
export * from '../../node_modules/zod/v4/classic/errors.js';
export * as iso from '../../node_modules/zod/v4/classic/iso.js';
export * from '../../node_modules/zod/v4/classic/parse.js';
export * from '../../node_modules/zod/v4/classic/schemas.js';
export { config, globalRegistry, NEVER, registry } from '../../node_modules/zod/v4/core/index.js';
export * as z from './zod-without-languages.mjs';
