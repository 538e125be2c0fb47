import type { RunPage, SampleShard } from '../page-data.ts'

type Receivers = {
  timelabRun?: (run: RunPage) => void
  timelabSamples?: (index: number, shard: SampleShard) => void
}
const receivers = globalThis as Receivers
const shards = new Map<number, SampleShard>()
let run: RunPage | undefined
receivers.timelabRun = (given) => {
  run = given
}
receivers.timelabSamples = (index, shard) => {
  shards.set(index, shard)
}

/** Reads `view/run.js` anew. Throws where it is not there. */
export async function loadRun(): Promise<RunPage> {
  run = undefined
  await loadScript('view/run.js')
  if (!run) throw new Error('view/run.js says nothing: it may be half written.')
  return run
}

/** Reads every `view/samples-<k>.js` of a run anew, telling how many have come. */
export async function loadShards(count: number, told: (loaded: number) => void): Promise<SampleShard[]> {
  shards.clear()
  const found: SampleShard[] = []
  for (let k = 0; k < count; k++) {
    await loadScript(`view/samples-${k}.js`)
    const shard = shards.get(k)
    if (!shard) throw new Error(`view/samples-${k}.js says nothing: it may be half written.`)
    found.push(shard)
    told(k + 1)
  }
  shards.clear()
  return found
}

/** Adds a script tag, the only way by which a page opened from the disk may read a file; past any cache. */
function loadScript(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = `${path}?${Date.now()}`
    script.onload = () => {
      script.remove()
      resolve()
    }
    script.onerror = () => {
      script.remove()
      reject(new Error(`${path} cannot be read beside this page.`))
    }
    document.head.append(script)
  })
}
