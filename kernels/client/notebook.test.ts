import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { InputError } from '../../src/errors.ts'
import { notebookText, readNotebook, writeNotebook } from './notebook.ts'

const folder = mkdtempSync(join(tmpdir(), 'notebook-'))
after(() => rmSync(folder, { recursive: true }))

/** As nbformat 5.10 wrote it. */
const written = `{
 "cells": [
  {
   "cell_type": "markdown",
   "id": "5ee55928",
   "metadata": {},
   "source": [
    "# é\\n",
    "text"
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "id": "f87bcec8",
   "metadata": {},
   "outputs": [
    {
     "data": {
      "application/json": {
       "a": "1\\n2"
      },
      "image/png": "iVBO\\n",
      "text/plain": [
       "2\\n",
       "3"
      ]
     },
     "execution_count": 1,
     "metadata": {},
     "output_type": "execute_result"
    },
    {
     "name": "stdout",
     "output_type": "stream",
     "text": [
      "a\\n",
      "b\\n"
     ]
    }
   ],
   "source": []
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
`

test('a notebook that Jupyter wrote is written back to the byte', () => {
  const path = join(folder, 'same.ipynb')
  writeFileSync(path, written)
  const book = readNotebook(path)
  assert.equal(book.cells[0]!.source, '# é\ntext')
  assert.equal(notebookText(book), written)
  writeNotebook(path, { ...book, metadata: { title: 'new' } })
  assert.match(readFileSync(path, 'utf8'), /"title": "new"/)
})

test('cells without an id get one, as nbformat 4.5 wants', () => {
  const path = join(folder, 'old.ipynb')
  writeFileSync(path, written.replaceAll(/ *"id": ".*",\n/g, '').replace('minor": 5', 'minor": 4'))
  const text = notebookText(readNotebook(path))
  assert.equal(text.match(/"id": "[0-9a-f]{8}"/g)?.length, 2)
  assert.match(text, /"nbformat_minor": 5/)
})

test('what is no notebook is refused in one sentence', () => {
  const path = join(folder, 'none.ipynb')
  writeFileSync(path, '{"cells": 3}')
  assert.throws(() => readNotebook(path), InputError)
  assert.throws(() => readNotebook(join(folder, 'missing.ipynb')), /cannot be read/)
})
