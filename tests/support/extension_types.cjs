// node extension_types.cjs <node_modules> <module> <target>
// Checks a UI extension's module, and what it imports, against Shopify's own declarations of what
// that target offers: globals, elements and their attributes. Says what is wrong; nothing when fine.
const [modules, file, target] = process.argv.slice(2);
const { Project, ts } = require(`${modules}/ts-morph`);

const project = new Project({
  compilerOptions: {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    jsx: ts.JsxEmit.ReactJSX,
    jsxImportSource: 'preact',
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    skipLibCheck: true,
    types: [],
  },
});
project.createSourceFile(
  file.replace(/[^/]*$/, 'shopify.d.ts'),
  `declare const shopify: import('@shopify/ui-extensions/${target}').Api;`
);
project.addSourceFileAtPath(file);
project.resolveSourceFileDependencies();
for (const one of project.getPreEmitDiagnostics()) {
  const text = one.getMessageText();
  const where = `${one.getSourceFile()?.getBaseName()}:${one.getLineNumber()}`;
  console.log(`${where} ${typeof text === 'string' ? text : text.getMessageText()}`);
}
