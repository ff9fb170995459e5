/** In place of raw-body, with which Bolt's own receivers read from Node's streams. */
module.exports = () => {
  throw new Error('raw-body is not part of this bundle');
};
