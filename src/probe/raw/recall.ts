import type { Recall } from '../../model/scan-summary.ts'
import { binomialTail, chiSquareTail, normalTail, poissonTail, poissonUpper, wilsonUpper } from './statistics.ts'

// Packet-loss recall from this vantage: of the open ports that answer probes from here at all, how many did this scan find? Loss is
// measured by asking once more who has answered before. With loss p an open port is missed by all of k attempts with p^k, so that for
// `found` ports that were not, found × p^k ÷ (1 - p^k) were. That holds when losses are independent; whether they look so is tested,
// and where they do not the interval widens, or nothing is claimed.

/** Probes to endpoints that had answered before, and how many of those stayed silent. */
export interface Round {
  readonly sample: number
  readonly silent: number
}

/** Pairs of such probes that have something in common. */
export interface Pairs {
  readonly pairs: number
  /** Those of which both stayed silent. */
  readonly silent: number
  /** Probes of all pairs that stayed silent; one that is in several pairs counts in each. */
  readonly members: number
}

/** Plain data: it crosses from the scanner. */
export interface RecallEvidence {
  /** Open endpoints that answered at attempt 1, 2, 3, … */
  readonly foundAt: readonly number[]
  /** Endpoints that never answered: no more than these can have been missed. */
  readonly unanswered: number
  /** Attempts that each of these got, at least. */
  readonly attempts: number
  /** Endpoints that have not had theirs, for the scan was broken off. */
  readonly interrupted?: number
  readonly rounds: readonly Round[]
  /** Probes that left one after the other. */
  readonly successive: Pairs
  /** Probes to the same host. */
  readonly sameHost: Pairs
  /** Probes to the host of a probe, on the average. */
  readonly perHost: number
}

export const noPairs: Pairs = { pairs: 0, silent: 0, members: 0 }

/** How improbable under independence a pattern must be to be taken for one. */
const significant = 0.001
/** Of the patterns that make the interval wrong, and not only wide, more is feared. */
const suspicious = 0.01
/** Loss above which the number of attempts hardly matters. */
const hopeless = 0.9
/** Loss may vary so much between rounds, as a share of itself, before p^k of the mean says nothing about the mean of p^k. */
const mostVariation = 0.5
/** Above it a sample would count for next to nothing. */
const mostCorrelation = 0.95

export function recallOf(evidence: RecallEvidence): Recall {
  const { foundAt, unanswered, attempts, interrupted = 0 } = evidence
  const found = sum(foundAt)
  const [sample, silent] = [sampleOf(evidence), silentOf(evidence)]
  if (found === 0) return { cannotEstimate: 'no open port was found' }
  if (interrupted > 0) return { cannotEstimate: 'the scan was interrupted' }
  if (unanswered === 0) return { lowerBound: 1, confidence: 0.95, found, probablyMissed: 0, sample, silent }
  if (sample === 0) return { cannotEstimate: 'nobody who had answered was asked again' }
  const share = silent / sample
  const reason = whyNot(evidence, share, sample)
  if (reason !== null) return { cannotEstimate: reason }
  const widening = wideningOf(evidence, share)
  const first = found - (foundAt[0] ?? 0)
  // First attempts go out fastest, and may fare worse than the questions in between the later ones.
  const worst = Math.max(wilsonUpper(silent / widening, sample / widening), first / found)
  const mean = missedOf(found, worst, attempts)
  // Losses that come in clusters take so many ports at once: fewer clusters, but each as large.
  const most = Math.max(mean, poissonUpper(mean), widening * poissonUpper(mean / widening))
  return {
    lowerBound: found / (found + Math.min(unanswered, most)),
    confidence: 0.95,
    found,
    probablyMissed: Math.min(unanswered, missedOf(found, share, attempts)),
    sample,
    silent,
  }
}

/**
 * Of a scan whose parts went out at the same time, each by a scanner of its own: their counts together. A pattern that one of them saw forbids a claim about
 * all; one that saw nothing does not.
 */
export function recallOfParts(parts: readonly RecallEvidence[]): Recall {
  const whole = together(parts)
  const recall = recallOf(whole)
  if (parts.length === 1 || whole.unanswered === 0) return recall
  const reasons = parts.map((part) => {
    const [found, sample] = [sum(part.foundAt), sampleOf(part)]
    return found === 0 || sample === 0 ? null : patternOf(part, silentOf(part) / sample, sample, parts.length)
  })
  const reason = reasons.find((each) => each !== null)
  return reason == null ? recall : { cannotEstimate: reason }
}

function together(parts: readonly RecallEvidence[]): RecallEvidence {
  const attempts = parts.map((part) => part.attempts).filter((each) => each > 0)
  const foundAt = Array.from({ length: Math.max(0, ...parts.map((part) => part.foundAt.length)) }, (_, i) =>
    sum(parts.map((part) => part.foundAt[i] ?? 0)),
  )
  const probes = sum(parts.map(sampleOf))
  return {
    foundAt,
    unanswered: sum(parts.map(({ unanswered }) => unanswered)),
    interrupted: sum(parts.map(({ interrupted = 0 }) => interrupted)),
    attempts: attempts.length === 0 ? 0 : Math.min(...attempts),
    rounds: parts.flatMap(({ rounds }) => rounds),
    successive: parts.map(({ successive }) => successive).reduce(plus, noPairs),
    sameHost: parts.map(({ sameHost }) => sameHost).reduce(plus, noPairs),
    perHost: probes === 0 ? 1 : perHostOf(parts, probes),
  }
}

/**
 * A host's probes are spread over the parts: with a_i in each they are so many for (Σ a_i)² ÷ Σ a_i² of what the parts say, which is at most
 * the number of parts (Cauchy and Schwarz).
 */
function perHostOf(parts: readonly RecallEvidence[], probes: number): number {
  return (parts.length * sum(parts.map((part) => part.perHost * sampleOf(part)))) / probes
}

function missedOf(found: number, loss: number, attempts: number): number {
  const missed = loss ** attempts
  return missed >= 1 ? Infinity : (found * missed) / (1 - missed)
}

/** Why no interval can be given; null: one can. */
function whyNot(evidence: RecallEvidence, share: number, sample: number): string | null {
  if (wilsonUpper(share * sample, sample) > hopeless && share > hopeless / 2) {
    return 'nearly all who had answered were silent when asked again'
  }
  return patternOf(evidence, share, sample, 1)
}

/**
 * What of the pattern of losses contradicts independence so that no interval can be given; null: nothing. Each of so many `looks` may be
 * mistaken so much the less (Bonferroni).
 */
function patternOf(evidence: RecallEvidence, share: number, sample: number, looks: number): string | null {
  const improbable = significant / looks
  const byTime = wideningByTime(evidence, share)
  if (fellSilent(evidence, share, sample, byTime, improbable))
    return 'more were silent when asked again than the first answers let expect'
  if (pairsTail(evidence.sameHost, share) < improbable)
    return 'some hosts stopped answering, or lose much more than others'
  if (roundsDiffer(evidence.rounds, share, byTime, improbable)) return 'the loss changed too much during the scan'
  return comesInBursts(evidence, share, sample, suspicious / looks)
    ? 'losses come in bursts that outlast the retries'
    : null
}

/** Whether far more were silent when asked again than were at the first attempt: of those found, p - p^k ÷ (1 - p^k). */
function fellSilent(
  { foundAt, attempts }: RecallEvidence,
  share: number,
  sample: number,
  byTime: number,
  improbable: number,
): boolean {
  const found = sum(foundAt)
  const first = (found - (foundAt[0] ?? 0)) / found
  const expected = attempts === 1 ? share : (share - share ** attempts) / (1 - share ** attempts)
  if (attempts === 1 || expected < 1.5 * first) return false
  const pooled = (first * found + expected * sample) / (found + sample)
  const error = Math.sqrt(pooled * (1 - pooled) * (byTime / found + byTime / sample))
  return error > 0 && normalTail((expected - first) / error) < improbable
}

/** How likely as many pairs were both silent, or more, if each were silent by itself. */
function pairsTail(pairs: Pairs, share: number): number {
  const mean = Math.max(0, pairs.silent - excessOf(pairs, share))
  if (mean < 20) return poissonTail(pairs.silent, mean)
  return normalTail((pairs.silent - mean) / Math.sqrt(pairs.pairs * (share * (1 - share)) ** 2))
}

/** Sum of (x - share) × (y - share) over the pairs: that some are in more pairs than others does not disturb it. */
function excessOf({ pairs, silent, members }: Pairs, share: number): number {
  return silent - share * members + share * share * pairs
}

function roundsDiffer(rounds: readonly Round[], share: number, byTime: number, improbable: number): boolean {
  if (share === 0 || share === 1 || rounds.length < 2) return false
  const { statistic, freedom, variation } = dispersionOf(rounds, share)
  return variation > mostVariation && chiSquareTail(statistic / byTime, freedom) < improbable
}

/** `variation`: of the loss between rounds beyond chance, as a share of the loss. */
function dispersionOf(rounds: readonly Round[], share: number) {
  let statistic = 0
  for (const { sample, silent } of rounds) {
    if (sample > 0) statistic += (silent - sample * share) ** 2 / (sample * share * (1 - share))
  }
  const freedom = rounds.filter(({ sample }) => sample > 0).length - 1
  const mean = sum(rounds.map(({ sample }) => sample)) / (freedom + 1)
  const excess = freedom > 0 ? Math.max(0, statistic / freedom - 1) : 0
  return { statistic, freedom, variation: Math.sqrt((excess * (1 - share)) / (mean * share)) }
}

/** Whether those whom the first attempt missed were missed by the second one more often than the loss explains. */
function comesInBursts(
  { foundAt, attempts }: RecallEvidence,
  share: number,
  sample: number,
  improbable: number,
): boolean {
  const found = sum(foundAt)
  const later = found - (foundAt[0] ?? 0)
  const muchLater = later - (foundAt[1] ?? 0)
  // Some windows may have had more attempts than the fewest.
  const made = Math.max(attempts, foundAt.length)
  if (made < 3 || later === 0) return false
  const loss = Math.max(wilsonUpper(later, found), wilsonUpper(share * sample, sample))
  const expected = 1 - (1 - loss) / (1 - loss ** (made - 1))
  return binomialTail(muchLater, later, expected) < improbable
}

/** By how much the sample counts for less than its size, because its members hang together. At least 1. */
function wideningOf(evidence: RecallEvidence, share: number): number {
  if (share === 0 || share === 1) return 1
  const { sameHost, perHost, rounds } = evidence
  // Clusters of about equal size: Kish, Survey Sampling, 1965, §5.4.
  const byHost = 1 + Math.max(0, perHost - 1) * correlationOf(sameHost, share)
  const { statistic, freedom } = dispersionOf(rounds, share)
  return Math.max(wideningByTime(evidence, share) * byHost, freedom > 0 ? statistic / freedom : 1)
}

/** Losses of successive probes: their correlation falls off exponentially with the distance, as in an autoregressive process. */
function wideningByTime({ successive }: RecallEvidence, share: number): number {
  const correlation = Math.min(mostCorrelation, correlationOf(successive, share))
  return (1 + correlation) / (1 - correlation)
}

/** Never below 0. */
function correlationOf(pairs: Pairs, share: number): number {
  if (pairs.pairs === 0 || share === 0 || share === 1) return 0
  return Math.max(0, excessOf(pairs, share) / (pairs.pairs * share * (1 - share)))
}

function sampleOf({ rounds }: RecallEvidence): number {
  return sum(rounds.map(({ sample }) => sample))
}

function silentOf({ rounds }: RecallEvidence): number {
  return sum(rounds.map(({ silent }) => silent))
}

export function plus(a: Pairs, b: Pairs): Pairs {
  return { pairs: a.pairs + b.pairs, silent: a.silent + b.silent, members: a.members + b.members }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
