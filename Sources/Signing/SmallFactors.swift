// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Looks for factors that anybody finds by dividing.
///
/// OpenSSL's own check divides by the primes up to 751, and may come upon a larger one by chance: it would
/// then refuse today what it took yesterday.
enum SmallFactors {
    /// Below it every odd prime is tried.
    static let limit = 1 << 16

    /// Whether an odd modulus has such a factor.
    static func areIn(_ modulus: [UInt8]) -> Bool {
        let number = BN_bin2bn(modulus, Int32(modulus.count), nil)
        defer { BN_free(number) }
        return products.contains { product in
            let rest = BN_mod_word(number, product.word)
            return product.primes.contains { rest.isMultiple(of: $0) }
        }
    }

    /// As many primes as have a product within a word: one division of the modulus is good for all of them.
    private struct Product: Sendable {
        var word: UInt = 1
        var primes: [UInt] = []
    }

    private static let products: [Product] = {
        var (products, last) = ([Product](), Product())
        for prime in primes() {
            let (word, isTooMuch) = last.word.multipliedReportingOverflow(by: prime)
            if isTooMuch {
                products.append(last)
                last = Product(word: prime, primes: [prime])
            } else {
                last.word = word
                last.primes.append(prime)
            }
        }
        return products + [last]
    }()

    /// The odd primes below the limit (the sieve of Eratosthenes).
    private static func primes() -> [UInt] {
        var isPrime = [Bool](repeating: true, count: limit)
        var primes: [UInt] = []
        for number in stride(from: 3, to: limit, by: 2) where isPrime[number] {
            primes.append(UInt(number))
            for multiple in stride(from: number * number, to: limit, by: 2 * number) {
                isPrime[multiple] = false
            }
        }
        return primes
    }
}
