import { LEASES, MANIFESTS, PARTS } from '../../src/lake/partition/keys.ts'
import type { Store, Upload } from '../../src/lake/store/store.ts'
import type { Mutation, Process, World } from './world.ts'

/**
 * Faults that the simulator must find: each lies between the program and the simulated store, so
 * that what the program's own files are called does not matter to it.
 */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  /** What was reported as durable of a manifest is gone after the next power cut. */
  'lost-sync': (store, process, world) =>
    changed(store, {
      putIf: async (key, bytes, expected) => {
        const isDone = await store.putIf(key, bytes, expected)
        if (isDone && key.startsWith(MANIFESTS)) unsync(world, process, key, bytes)
        return isDone
      },
      sync: async (key) => {
        await store.sync(key)
        const bytes = world.disk.present(key)?.bytes
        if (bytes && key.startsWith(MANIFESTS)) unsync(world, process, key, bytes)
      },
    }),

  /** Parts are reported as stored at once, and stored a moment later: the manifest comes first. */
  'manifest-first': (store) =>
    changed(store, {
      upload: async () => {
        const upload = await store.upload()
        const store_ = async (key: string) => {
          void upload.store(key).catch(() => {})
        }
        return uploadWith(upload, store_)
      },
    }),

  /** Of a stage's parts only the first is stored. */
  'one-table-only': (store) => {
    let stored = 0
    return changed(store, {
      upload: async () => {
        const upload = await store.upload()
        return uploadWith(upload, async (key) => {
          if (stored++ % 2 === 0) await upload.store(key)
        })
      },
    })
  },

  /** A lease is taken without a look at whether it has ended. */
  'lease-unchecked': (store, process) =>
    changed(store, {
      read: async (key) => {
        const object = await store.read(key)
        if (!object || !key.startsWith(LEASES)) return object
        const isOwn = Buffer.from(object.bytes).toString().split(' ')[1] === `${process.pid}`
        return isOwn ? object : { ...object, bytes: Buffer.from('elsewhere 1 1 1 00ff') }
      },
    }),

  /** A manifest is written in two halves. */
  'torn-manifest': (store) =>
    changed(store, {
      putIf: async (key, bytes, expected) => {
        if (key.startsWith(MANIFESTS)) await store.put(key, bytes.slice(0, bytes.length >> 1))
        return store.putIf(key, bytes, expected)
      },
    }),

  /** Every part looks old and unnamed to whoever collects. */
  'collects-what-is-named': (store) =>
    changed(store, {
      list: (prefix) => (prefix === MANIFESTS ? store.list('nothing/') : store.list(prefix)),
    }),

  /** Removals of parts do nothing: orphans stay. */
  'orphans-stay': (store) =>
    changed(store, {
      remove: async (key) => {
        if (!key.startsWith(PARTS)) await store.remove(key)
      },
      removeIf: async (key, etag) => key.startsWith(PARTS) || store.removeIf(key, etag),
    }),

  /** Files are shown that were replaced long ago. */
  'never-published': (store) => {
    const seen = new Set<string>()
    return changed(store, {
      publish: async (key, as) => {
        if (!seen.has(as)) await store.publish(key, as)
        seen.add(as)
      },
    })
  },

  /** Now and then a read gives the bytes of a moment ago: what was cached is not looked at again. */
  'stale-reads': (store) => {
    const cache = new Map<string, Awaited<ReturnType<Store['read']>>>()
    return changed(store, {
      read: async (key) => {
        if (!key.startsWith(MANIFESTS)) return store.read(key)
        const object = cache.get(key) ?? (await store.read(key))
        cache.set(key, object)
        return object
      },
      head: async (key) => {
        const object = cache.get(key)
        const entry = await store.head(key)
        return object && entry ? { ...entry, etag: object.etag } : entry
      },
    })
  },
}

/** A store in which some calls are others. */
function changed(store: Store, calls: Partial<Store>): Store {
  const own: Store = {
    hasLinks: store.hasLinks,
    hasVersionEtags: store.hasVersionEtags,
    read: (key) => store.read(key),
    open: (key) => store.open(key),
    head: (key) => store.head(key),
    list: (prefix) => store.list(prefix),
    put: (key, bytes) => store.put(key, bytes),
    putIf: (key, bytes, expected) => store.putIf(key, bytes, expected),
    remove: (key) => store.remove(key),
    removeIf: (key, etag) => store.removeIf(key, etag),
    sync: (key) => store.sync(key),
    upload: () => store.upload(),
    publish: (key, as) => store.publish(key, as),
    isPublished: (key, as) => store.isPublished(key, as),
    tidy: () => store.tidy(),
    path: (key) => store.path(key),
  }
  return { ...own, ...calls }
}

function uploadWith(upload: Upload, store: Upload['store']): Upload {
  return {
    get bytes() {
      return upload.bytes
    },
    write: (bytes) => upload.write(bytes),
    finish: () => upload.finish(),
    store,
    abort: () => upload.abort(),
  }
}

/** Takes back that a write was synced: the disk said so, and lied. */
function unsync(world: World, process: Process, key: string, bytes: Uint8Array): void {
  world.disk.unsync(key, bytes)
  world.log(process.name, `${key} was not synced, whatever the disk said`)
}
