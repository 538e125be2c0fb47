import ts from 'typescript'

/** What cells declare for all code: by `declare global`, and of modules by `declare module`. */
export interface CellGlobals {
  /** Takes a cell's declarations, which replace earlier ones of the same names; true where it has any that are new. */
  readonly take: (cell: ts.SourceFile, resolves: (module: string) => boolean) => boolean
  /** The text of a module that adds to the globals and to modules that there are. */
  readonly augmentations: () => string
  /** The text of declarations of modules that there are not. */
  readonly ambient: () => string
}

interface Declared {
  readonly place: 'global' | 'augmentation' | 'ambient'
  readonly names: readonly string[]
  readonly text: string
}

/** None yet. */
export function createCellGlobals(): CellGlobals {
  let all: readonly Declared[] = []
  const textOf = (place: Declared['place']) =>
    all
      .filter((each) => each.place === place)
      .map(({ text }) => text)
      .join('\n')
  return {
    take(cell, resolves) {
      const found = cell.statements.filter(isModule).flatMap((node) => declaredIn(node, resolves))
      const isKnown = ({ place, text }: Declared) =>
        all.some((each) => each.place === place && each.text === text)
      if (found.every(isKnown)) return false
      const replaced = new Set(found.flatMap(({ names }) => names))
      all = [...all.filter(({ names }) => !names.some((name) => replaced.has(name))), ...found]
      return true
    },
    augmentations: () => `export {}\ndeclare global {\n${textOf('global')}\n}\n${textOf('augmentation')}\n`,
    ambient: () => textOf('ambient'),
  }
}

/** `declare global { … }` or `declare module '…' { … }`, not a namespace. */
const isModule = (node: ts.Statement): node is ts.ModuleDeclaration =>
  ts.isModuleDeclaration(node) &&
  (ts.isStringLiteral(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0)

function declaredIn(node: ts.ModuleDeclaration, resolves: (module: string) => boolean): readonly Declared[] {
  if (ts.isStringLiteral(node.name)) {
    const place = resolves(node.name.text) ? 'augmentation' : 'ambient'
    return [{ place, names: [JSON.stringify(node.name.text)], text: node.getText() }]
  }
  const { body } = node
  const statements = body && ts.isModuleBlock(body) ? body.statements : []
  return statements.map((each) => ({ place: 'global', names: namesOf(each), text: each.getText() }))
}

/** Of an interface its members: several cells may add to one. */
function namesOf(node: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText())
  const name = (node as ts.DeclarationStatement).name?.getText() ?? node.getText()
  return ts.isInterfaceDeclaration(node)
    ? node.members.map((member) => `${name}.${member.name?.getText() ?? member.getText()}`)
    : [name]
}
