// node theme_check.cjs <node_modules> <folder>
// Shopify's theme check of a theme app extension, as JSON, from the rules that the package carries:
// what it would fetch meanwhile is refused, so that today's answer is tomorrow's.
require('node:https').request = () => {
  throw new Error('offline');
};
const [modules, folder] = process.argv.slice(2);
const { check } = require(`${modules}/@shopify/theme-check-node`);

check(folder).then((found) => {
  const said = found.map(({ check: rule, uri, message }) => ({
    rule,
    file: uri.split('/').slice(-2).join('/'),
    message,
  }));
  console.log(JSON.stringify(said));
});
