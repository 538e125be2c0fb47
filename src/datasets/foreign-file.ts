/** What stands at the beginning of files that people take for CSV, and what to do with each. */
const signatures: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0xd0, 0xcf, 0x11, 0xe0], 'an Excel workbook (.xls): save its sheet as "CSV UTF-8"'],
  [[0x1f, 0x8b], 'a gzip archive: unpack it first'],
  [[0x42, 0x5a, 0x68], 'a bzip2 archive: unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a Zstandard archive: unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'an xz archive: unpack it first'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF: give the table as CSV'],
  [[0x50, 0x41, 0x52, 0x31], 'a Parquet file: write it as CSV (in pandas: `to_csv(index=False)`)'],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], 'an SQLite database: export its table as CSV'],
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture: give the table as CSV'],
]

/** What a file is where its bytes tell that it is no text, with what to do; undefined for what may be text. */
export function foreignBytes(bytes: Uint8Array): string | undefined {
  const starts = (signature: readonly number[]) => signature.every((byte, k) => bytes[k] === byte)
  if (starts([0x50, 0x4b, 0x03, 0x04]) || starts([0x50, 0x4b, 0x05, 0x06])) return zipKind(bytes)
  const found = signatures.find(([signature]) => starts(signature))
  if (found) return found[1]
  return isBareUtf16(bytes) ? 'UTF-16 text without its byte order mark: save it as UTF-8' : undefined
}

function zipKind(bytes: Uint8Array): string {
  // Names of the parts stand in plain text, at the beginning and in the directory at the end.
  const ends = [bytes.subarray(0, 65_536), bytes.subarray(Math.max(0, bytes.length - 65_536))]
  const names = ends.map((part) => Buffer.from(part).toString('latin1')).join('\n')
  if (names.includes('xl/')) return 'an Excel workbook (.xlsx): save its sheet as "CSV UTF-8"'
  if (names.includes('opendocument.spreadsheet')) {
    return 'an OpenDocument spreadsheet (.ods): save its sheet as "Text CSV" in UTF-8'
  }
  if (names.includes('Index/') && names.includes('.iwa')) {
    return 'a Numbers spreadsheet: export it as CSV (File, Export To, CSV)'
  }
  return 'a zip archive: unpack it and give the CSV file in it'
}

/** Whether every other byte of the beginning is 0, as Latin letters in UTF-16 have it. */
function isBareUtf16(bytes: Uint8Array): boolean {
  const beginning = bytes.subarray(0, 256)
  const marked = (bytes[0] ?? 0) >= 0xfe
  if (marked || beginning.length < 8) return false
  const zeros = (parity: number) =>
    beginning.reduce((count, byte, k) => count + (k % 2 === parity && byte === 0 ? 1 : 0), 0)
  const [even, odd] = [zeros(0), zeros(1)]
  return Math.max(even, odd) > 0.4 * beginning.length && Math.min(even, odd) === 0
}

/** What a text is where its beginning tells that it is no CSV, with what to do; undefined for what may be CSV. */
export function foreignText(text: string): string | undefined {
  const beginning = text.slice(0, 1000).trimStart()
  if (beginning.startsWith('version https://git-lfs.github.com/')) {
    return 'a pointer of Git LFS, not the file itself: fetch that with `git lfs pull`'
  }
  if (/^<(!doctype|html|\?xml|head|body|table|!--)/i.test(beginning)) {
    return 'a web page or XML, not CSV: download the file itself (on GitHub: "Download raw file")'
  }
  if (/^404: Not Found\s*$/.test(beginning)) {
    return 'what GitHub answers where there is no such file: look at its address'
  }
  if (beginning.startsWith('{\\rtf')) return 'RTF, not CSV: save it as plain text'
  if (/^[{[]/.test(beginning)) return 'JSON, not CSV: write it as CSV (in pandas: `to_csv(index=False)`)'
  return undefined
}
