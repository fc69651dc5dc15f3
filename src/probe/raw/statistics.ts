/** One-sided 97.5 %: two such bounds together hold with 95 % (Bonferroni). */
export const z975 = 1.959964

/**
 * Upper end of Wilson's interval for a share of which `silent` of `sample` were seen (Wilson, J. Am. Stat. Assoc. 22, 1927). Neither
 * need be whole: a sample whose members hang together counts for fewer.
 */
export function wilsonUpper(silent: number, sample: number, z = z975): number {
  if (sample <= 0) return 1
  const share = silent / sample
  const middle = share + (z * z) / (2 * sample)
  const half = z * Math.sqrt((share * (1 - share)) / sample + (z * z) / (4 * sample * sample))
  return Math.min(1, (middle + half) / (1 + (z * z) / sample))
}

/** P(X > x) of the standard normal distribution, to 7 digits: Abramowitz and Stegun 26.2.17. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x)
  const t = 1 / (1 + 0.2316419 * x)
  const polynomial = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * polynomial
}

/** P(X ≥ count) of the Poisson distribution. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1
  if (mean > 500) return normalTail((count - 0.5 - mean) / Math.sqrt(mean))
  let term = Math.exp(-mean)
  let below = term
  for (let k = 1; k < count && term > 0; k++) {
    term *= mean / k
    below += term
  }
  return Math.max(0, 1 - below)
}

/** The smallest number that a Poisson variable does not exceed with 97.5 %. */
export function poissonUpper(mean: number): number {
  if (mean > 500) return Math.ceil(mean + z975 * Math.sqrt(mean) + 1)
  let term = Math.exp(-mean)
  let below = term
  let count = 0
  while (below < 0.975) {
    count += 1
    term *= mean / count
    below += term
  }
  return count
}

/** P(X ≥ count) of the binomial distribution. */
export function binomialTail(count: number, draws: number, share: number): number {
  if (count <= 0 || share >= 1) return 1
  if (share <= 0) return 0
  const mean = draws * share
  if (mean > 500) return normalTail((count - 0.5 - mean) / Math.sqrt(mean * (1 - share)))
  let term = (1 - share) ** draws
  // So few draws are lost that none are left over for underflow: mean ≤ 500 with many draws is Poisson's.
  if (term === 0) return poissonTail(count, mean)
  let below = term
  for (let k = 1; k < count && term > 0; k++) {
    term *= ((draws - k + 1) / k) * (share / (1 - share))
    below += term
  }
  return Math.max(0, 1 - below)
}

/** P(X ≥ x) of the chi-square distribution, by the cube root (Wilson and Hilferty, Proc. Natl. Acad. Sci. 17, 1931). */
export function chiSquareTail(x: number, freedom: number): number {
  if (freedom <= 0) return 1
  const variance = 2 / (9 * freedom)
  return normalTail((Math.cbrt(x / freedom) - (1 - variance)) / Math.sqrt(variance))
}
