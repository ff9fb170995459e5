/** In the Workers bundle a font file is a module that holds its bytes (wrangler.toml, rules). */
declare module '*.ttf' {
  const bytes: ArrayBuffer;
  export default bytes;
}
