import ts from 'typescript'
import { withoutShebang } from './cell-text.ts'
import { CHECKED, closeCheckpoint, openCheckpoint } from './checkpoints.ts'
import type { CompiledModule } from './compiled.ts'
import { editText } from './edits.ts'
import { isDecoration, type Lowering, toJavaScript } from './lower.ts'
import { withSourceMap } from './source-map.ts'

/** A local file as Node can run it. `$tl_checkpoint` is the global one: a module has no parameters. */
export function moduleOf(file: ts.SourceFile, how: Lowering): CompiledModule {
  const { fileName: path, text } = file
  if (path.endsWith('.json')) return { path, code: text, format: 'json' }
  const format = formatOf(file)
  const edits = editText(withoutShebang(text))
  let decorated = false
  let requires = false
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return
    decorated ||= isDecoration(node)
    if (format === 'module' && ts.isImportEqualsDeclaration(node) && isRequire(node)) {
      requires = true
      const { name, moduleReference } = node
      edits.replace(node.getStart(file), name.getStart(file), 'const ')
      edits.replace(
        moduleReference.getStart(file),
        moduleReference.getStart(file) + 'require'.length,
        '$tl_require',
      )
      return
    }
    openCheckpoint(node, edits)
    ts.forEachChild(node, visit)
    closeCheckpoint(node, edits)
  }
  visit(file)
  const module = format === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS
  const script = toJavaScript(edits.render(), { fileName: path, module }, how, decorated)
  const prefix = `${requires ? REQUIRE : ''}const $tl_checkpoint=globalThis[Symbol.for("timelab.checkpoint")]??(()=>{});${CHECKED}`
  return { path, code: withSourceMap(prefix, script, text, path), format }
}

const REQUIRE =
  'import{createRequire as $tl_createRequire}from"node:module";const $tl_require=$tl_createRequire(import.meta.url);'

const isRequire = (node: ts.ImportEqualsDeclaration): boolean =>
  !node.isTypeOnly && ts.isExternalModuleReference(node.moduleReference)

/** As the ending says; where it says nothing, as the file is written: one that neither imports nor exports may be CommonJS. */
function formatOf(file: ts.SourceFile): 'module' | 'commonjs' {
  const [, ending] = file.fileName.match(/\.([cm])[jt]sx?$/) ?? []
  if (ending !== undefined) return ending === 'm' ? 'module' : 'commonjs'
  const isModule = file.statements.some(
    (node) =>
      ts.isImportDeclaration(node) ||
      ts.isExportDeclaration(node) ||
      (ts.isExportAssignment(node) && !node.isExportEquals) ||
      (ts.canHaveModifiers(node) &&
        ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)),
  )
  if (isModule) return 'module'
  const isCommon = file.statements.some(
    (node) => (ts.isExportAssignment(node) && node.isExportEquals) || ts.isImportEqualsDeclaration(node),
  )
  return isCommon || /\b(module\.exports|exports\.[\w$]|require\s*\()/.test(file.text) ? 'commonjs' : 'module'
}
