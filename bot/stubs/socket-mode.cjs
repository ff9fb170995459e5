/** In place of @slack/socket-mode: a worker is called by Slack and holds no connection to it. */
class SocketModeClient {
  constructor() {
    throw new Error('Socket Mode is not part of this bundle');
  }
}
module.exports = { SocketModeClient, LogLevel: {} };
