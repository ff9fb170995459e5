// In the place of what jsPDF would draw web pages with: nothing here asks for that.
module.exports = {};
