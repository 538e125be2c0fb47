import ts from 'typescript'

/** Comments of packages' declarations, read after the first answer or once they are asked for. */
export interface LateDocumentation {
  /** How a file is to be parsed: a package's declarations without their comments. */
  readonly modeOf: (path: string) => ts.JSDocParsingMode
  /** Remembers a file that was parsed so. */
  readonly add: (file: ts.SourceFile) => void
  /** Reads the comments of what declares these symbols. */
  readonly read: (symbols: Iterable<ts.Symbol | undefined>, checker: ts.TypeChecker) => void
  /** Reads the comments of one more file; false once there is none left. */
  readonly readOne: () => boolean
}

const isPackages = (path: string) => /\/node_modules\/.*\.d\.[cm]?ts$/.test(path)

/**
 * The language, Node and packages are declared in millions of characters, a third of them comments; no cell is checked
 * by those, so that reading them later brings the first cells forward.
 */
export function lateDocumentation(): LateDocumentation {
  const left = new Set<ts.SourceFile>()
  const read = (file: ts.SourceFile) => {
    if (left.delete(file))
      copyComments(ts.createSourceFile(file.fileName, file.text, ts.ScriptTarget.ESNext, true), file)
  }
  return {
    modeOf: (path) => (isPackages(path) ? ts.JSDocParsingMode.ParseNone : ts.JSDocParsingMode.ParseAll),
    add: (file) => void (isPackages(file.fileName) && left.add(file)),
    read(symbols, checker) {
      for (const symbol of symbols) {
        const named =
          symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
        for (const declaration of named?.declarations ?? []) read(declaration.getSourceFile())
      }
    },
    readOne() {
      for (const file of left) {
        read(file)
        break
      }
      return left.size > 0
    },
  }
}

interface Documented extends ts.Node {
  jsDoc?: { parent: ts.Node }[]
  flags: ts.NodeFlags
}

/** The flag by which an editor strikes a name through; TypeScript does not export it. */
const DEPRECATED = 1 << 29

/** Comments are no part of a tree's shape: nodes of the two trees stand in the same order. */
function copyComments(from: Documented, to: Documented): void {
  if (from.jsDoc) {
    to.jsDoc = from.jsDoc
    for (const comment of from.jsDoc) comment.parent = to
  }
  to.flags |= from.flags & DEPRECATED
  const children: ts.Node[] = []
  ts.forEachChild(from, (child) => void children.push(child))
  let k = 0
  ts.forEachChild(to, (child) => copyComments(children[k++] as Documented, child as Documented))
}
