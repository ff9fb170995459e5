/** In place of express, which Bolt's own receivers would use; ours needs none. */
function express() {
  throw new Error('express is not part of this bundle');
}
express.Router = express;
module.exports = express;
