import type { RunPage, SampleShard } from '../page-data.ts'
import { namesApart } from './names-apart.ts'

type Receivers = {
  timelabRun?: (run: RunPage) => void
  timelabSamples?: (index: number, shard: SampleShard) => void
}
const receivers = globalThis as Receivers
const arrived = new Map<number, SampleShard>()
const kept: { readonly version: string; readonly shard: SampleShard }[] = []
let run: RunPage | undefined
receivers.timelabRun = (given) => {
  run = given
}
receivers.timelabSamples = (index, shard) => {
  arrived.set(index, shard)
}

/** Reads `view/run.js` anew. Throws where it is not there. */
export async function loadRun(): Promise<RunPage> {
  run = undefined
  await loadScript('view/run.js')
  if (!run) throw new Error('view/run.js says nothing: it may be half written.')
  return withShortNames(run)
}

function withShortNames(given: RunPage): RunPage {
  const { comparison } = given
  if (!comparison) return given
  const [first, second] = namesApart(comparison.first, comparison.second)
  return { ...given, comparison: { ...comparison, first, second } }
}

/** Reads every `view/samples-<k>.js` of a run that is of another version than before, telling how many have come. */
export async function loadShards(
  { versions }: RunPage,
  told: (loaded: number) => void,
): Promise<readonly SampleShard[]> {
  let loaded = 0
  const read = async (version: string, k: number): Promise<void> => {
    if (kept[k]?.version !== version) {
      await loadScript(`view/samples-${k}.js`)
      const shard = arrived.get(k)
      arrived.delete(k)
      if (!shard) throw new Error(`view/samples-${k}.js says nothing: it may be half written.`)
      kept[k] = { version, shard }
    }
    loaded++
    told(loaded)
  }
  await Promise.all(versions.map(read))
  return kept.slice(0, versions.length).map((read) => read.shard)
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
