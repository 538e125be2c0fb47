/**
 * timelab: edit what text-to-image diffusion models assume (TIME, arXiv 2303.08084), draw, judge.
 * The rooms in the order that data walks them: datasets, weights, engine, models, editing, sampling, images, evaluation, experiments.
 */
export { appendixDChart } from './charts/appendix-d.ts'
export { appendixFChart } from './charts/appendix-f.ts'
export { byKindChart } from './charts/by-kind.ts'
export { type Chart, isChart } from './charts/chart.ts'
export { correlationChart } from './charts/correlation.ts'
export { chartPng, chartSvg } from './charts/draw-chart.ts'
export { chartsOf } from './charts/figures.ts'
export { lambdaChart } from './charts/lambda.ts'
export { precisionChart } from './charts/precision.ts'
export { spectrumChart } from './charts/spectrum.ts'
export { table2Chart } from './charts/table2.ts'
export { table4Chart } from './charts/table4.ts'
export { writeFigures } from './charts/write-figures.ts'
export { parseCaptions } from './datasets/captions.ts'
export type {
  CaptionSet,
  Dataset,
  Finding,
  FindingKind,
  Parsed,
  ProfessionSet,
  ReadOptions,
  Remark,
  TextChecks,
} from './datasets/dataset.ts'
export { parsePromptPair, promptPairsOf } from './datasets/destination-form.ts'
export { encodeDataset } from './datasets/encode.ts'
export type { CaptionEntry, EditEntry, ProfessionEntry, PromptPair } from './datasets/entry.ts'
export { namesSource, nounOf } from './datasets/naming.ts'
export { parseDataset } from './datasets/parse-edits.ts'
export { parseProfessions } from './datasets/parse-professions.ts'
export { type PulledFile, type PullOptions, pullDataset } from './datasets/pull.ts'
export { readCaptionSet, readCaptions, readDataset, readProfessions } from './datasets/read.ts'
export { listDatasets, shippedDatasets } from './datasets/shipped.ts'
export { type DatasetSummary, summarise } from './datasets/summary.ts'
export { type PublishedFile, type PublishedSet, publishedSets } from './datasets/timed.ts'
export { type Alignment, type AlignmentName, align, alignmentNames } from './editing/align.ts'
export { augment } from './editing/augment.ts'
export { createTextChecks } from './editing/check-texts.ts'
export { closedForm32 } from './editing/closed-form.ts'
export type { EmbeddedPair } from './editing/columns.ts'
export { type EditOptions, edit } from './editing/edit.ts'
export { checkEditFits, readEdit, type StoredEdit, writeEdit } from './editing/edit-file.ts'
export {
  type Edited,
  type EditRecipe,
  editMany,
  editPrompts,
  editSweep,
  type PreparedEdit,
  prepareEdit,
} from './editing/edit-prompts.ts'
export { type Effect, measureEffect } from './editing/effect.ts'
export {
  applyMap,
  denseMap,
  type EmbeddingMap,
  identityMap,
  type LinearMap,
} from './editing/embedding-map.ts'
export { exportMatrices, exportUNet, materialise, overlay } from './editing/materialise.ts'
export {
  type EditMethod,
  type LoadedMethod,
  loadMethod,
  type MethodIdentity,
  time,
} from './editing/method.ts'
export { type Precision, precisionOf } from './editing/precision.ts'
export { type Reach, reachOf } from './editing/reach.ts'
export { defaultSettings, type EditSettings, settingsOf } from './editing/settings.ts'
export { type EditSpectrum, spectrumOf } from './editing/spectrum.ts'
export { promptWarnings, sizeWarnings } from './editing/warnings.ts'
export { createEngine } from './engine/create-engine.ts'
export type { NDArray } from './engine/ndarray.ts'
export { createGenerator, type Generator } from './engine/random.ts'
export type { Engine, EngineOptions, Forward, Params, Runner } from './engine/types.ts'
export { InputError } from './errors.ts'
export { cohensKappa } from './evaluation/agreement.ts'
export { type CaptionedPicture, clipScore } from './evaluation/clip-score.ts'
export { frechetDistance } from './evaluation/frechet.ts'
export { type FeatureSource, type Gaussian, gaussianOf } from './evaluation/gaussian.ts'
export { type NamedGaussian, readGaussian, writeGaussian } from './evaluation/gaussian-file.ts'
export { type Inception, openInception } from './evaluation/inception-features.ts'
export { createNaming, isIntact, type Naming } from './evaluation/intactness.ts'
export { type Judge, openJudge } from './evaluation/judge.ts'
export {
  type FeatureExtractor,
  judgeAsExtractor,
  pictureStatistics,
} from './evaluation/picture-statistics.ts'
export {
  type BootstrapOptions,
  bootstrapInterval,
  type Correlation,
  harmonicMean,
  type Interval,
  type MeanAndSpread,
  meanAndSpread,
  pairedDifference,
  pearson,
} from './evaluation/statistics.ts'
export { judgeDestination, type Verdict } from './evaluation/verdict.ts'
export { datasetOf, judgeOf } from './experiments/companions.ts'
export { type ComparedRun, compareRuns } from './experiments/compare.ts'
export { compareFolders } from './experiments/compare-folders.ts'
export { comparisonGrid, promptGrid, sweepGrid } from './experiments/comparison-grid.ts'
export { type EntrySuccess, entrySuccesses } from './experiments/correlation-table.ts'
export {
  type ComparisonRow,
  compareEdit,
  compareEdits,
  type SweepRow,
} from './experiments/edit-comparison.ts'
export type { Experiment, Plan, PlanContext } from './experiments/experiment.ts'
export { experiments, findExperiment } from './experiments/experiments.ts'
export { type PlannedRun, planRun, viewRun } from './experiments/open-run.ts'
export { type Filtered, filterDataset } from './experiments/oracle-filter.ts'
export { makeReport, type Report, type ReportOptions, reportOf } from './experiments/report.ts'
export { formatReport, type ReportFormat, reportFormats } from './experiments/report-formats.ts'
export { type ReproduceOptions, type RunPageKeeper, reproduce } from './experiments/reproduce.ts'
export { rescoreRun } from './experiments/rescore-run.ts'
export { type SeenRun, seeRun } from './experiments/run-status.ts'
export type { ImageQuality, ReportTable, RunTables, RunView } from './experiments/run-tables.ts'
export { sampleTable } from './experiments/sample-table.ts'
export type { CaptionSample, Measure, Method, Sample } from './experiments/samples.ts'
export { type Score, scoreSamples } from './experiments/scores.ts'
export { type Subject, subjectOf } from './experiments/subject.ts'
export { chosenSetting, table4Settings } from './experiments/table4.ts'
export { type PictureGrid, pictureGrid } from './images/grid.ts'
export { encodePng, type Pixels } from './images/png.ts'
export { addPngText, type PngText, readPngText } from './images/png-text.ts'
export { type LoadOptions, loadModel, type Model } from './models/model.ts'
export {
  type SamplerName,
  type SchedulerConfig,
  samplerNames,
  schedulerConfig,
} from './models/scheduler-config.ts'
export type { TextEmbedding, Tokens } from './models/types.ts'
export { ask } from './notebook/ask.ts'
export type { Displayable } from './notebook/displayable.ts'
export { displaySymbol, type MimeBundle, type NotebookHost, notebookHost } from './notebook/host.ts'
export { type LambdaSlider, type LambdaSliderOptions, lambdaSlider } from './notebook/lambda-slider.ts'
export { finishedPictures, lastError } from './notebook/last-error.ts'
export { type LiveSliderOptions, liveSlider } from './notebook/live-slider.ts'
export { type ProgressOptions, progress, progressBar } from './notebook/progress.ts'
export { richDisplay } from './notebook/rich.ts'
export { type CompareEntryOptions, compareEntry } from './notebook/run-entry.ts'
export { type RunSliderOptions, sliderOfRun } from './notebook/run-slider.ts'
export { type RunSize, runFolder, short } from './notebook/short.ts'
export { type Compared, compare, type ShowOptions, show } from './notebook/show.ts'
export { createWidget, type Widget, type WidgetOptions, type WidgetState } from './notebook/widget.ts'
export { type Arrangement, createCalibratingExecutor } from './runs/calibrate.ts'
export type { Executor, Outcome, SolvedEdit, Work } from './runs/executor.ts'
export { type Ledger, openLedger, type RecordedJudge } from './runs/ledger.ts'
export { createLocalExecutor } from './runs/local-executor.ts'
export { createPerform, type Perform } from './runs/perform.ts'
export { createQueueExecutor, type QueueExecutorOptions } from './runs/queue-executor.ts'
export { type Drawer, describeRun, drawerOf, type RunDescriptor } from './runs/run-descriptor.ts'
export type { RunSettings } from './runs/settings.ts'
export type { RunState, RunStatus } from './runs/status.ts'
export { createUnits, type EditSpec, editId, type Unit } from './runs/unit.ts'
export { serveRuns, type WorkerOptions } from './runs/worker.ts'
export {
  type Draw,
  type DrawOptions,
  type Draws,
  draw,
  drawLatents,
  lazyDraws,
  type Picture,
} from './sampling/draw.ts'
export { type DrawingStopped, type GenerateOptions, generate } from './sampling/generate.ts'
export {
  type EditRecord,
  editRecord,
  type GridRecord,
  gridText,
  type PictureRecord,
  pictureText,
} from './sampling/picture-record.ts'
export { type Sampling, samplingOf } from './sampling/sampling.ts'
export { createScheduler, type Scheduler } from './sampling/scheduler.ts'
export { type KeepPageOptions, keepPage } from './viewer/keep-page.ts'
export { writeComparePage } from './viewer/write-compare.ts'
export { type WritePageOptions, writePage } from './viewer/write-page.ts'
export { openSafetensors, type SafetensorsFile } from './weights/safetensors.ts'
export type { TensorSpan, Weights } from './weights/types.ts'
export { encodeSafetensors, writeSafetensors } from './weights/write-safetensors.ts'
