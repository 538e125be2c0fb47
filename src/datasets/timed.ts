/** A file that its authors have published, known by its bytes. */
export interface PublishedFile {
  readonly name: string
  /** Of its bytes, in hexadecimal. */
  readonly sha256: string
  readonly bytes: number
}

/** A data set that its authors have published, and the folder on the web that holds its files. */
export interface PublishedSet {
  readonly url: string
  readonly files: readonly PublishedFile[]
}

/** TIMED as the paper's authors publish it: the last commit of their repository, https://github.com/bahjat-kawar/time-diffusion. */
const timed: PublishedSet = {
  url: 'https://raw.githubusercontent.com/bahjat-kawar/time-diffusion/1d6784a3a46c08716412c0800dd7d18474ef92be/',
  files: [
    {
      name: 'TIMED_test_set.csv',
      sha256: '6ce405099d1b7e807349dab91f8f7637bffcbd61bd200cb8771793df7ed862a0',
      bytes: 69_199,
    },
    {
      name: 'TIMED_validation_set.csv',
      sha256: 'd227e968ad4b04057fcd1b025adbbe7761f2b054c83f4269f785dccb7ea248c9',
      bytes: 3_491,
    },
    {
      name: 'TIMED_gender_test_set.csv',
      sha256: 'edb465c13ade4f46665cb968eb98ec7372fa5a51fa4662ccf111c388eb50fdcd',
      bytes: 5_800,
    },
    {
      name: 'TIMED_test_set_filtered_SD14.csv',
      sha256: '4cfe995465e78504a724b99a261525f29713f7dadfcb6a7ceb89865f85fd325c',
      bytes: 49_052,
    },
  ],
}

/** The data sets that `pull` can fetch, by name. */
export const publishedSets: Readonly<Record<string, PublishedSet>> = { timed }
