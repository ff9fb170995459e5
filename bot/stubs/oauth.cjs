/** In place of @slack/oauth: the app is installed by pages of our own. */
class Absent {
  constructor() {
    throw new Error('@slack/oauth is not part of this bundle');
  }
}
module.exports = { InstallProvider: Absent, FileInstallationStore: Absent, MemoryInstallationStore: Absent };
