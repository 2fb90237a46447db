/** A webpack loader for tests: edits a source before it is compiled. Fails where there is nothing to edit, so that no test goes blind. */
module.exports = function editSource(source) {
  const { from, to } = this.getOptions();
  const edited = source.replaceAll(new RegExp(from, 'g'), to);
  if (edited === source) throw new Error(`${this.resourcePath} has nothing like ${from}`);
  return edited;
};
