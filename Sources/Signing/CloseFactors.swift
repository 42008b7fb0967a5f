// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// Looks for two factors that lie close together, as Fermat did: generators that take the next prime
/// for the second one make such moduli (CVE-2022-26320), and anybody can factor them.
struct CloseFactors {
    /// How many steps away from the square root are looked at; factors of sound generators lie so far
    /// apart that no number of steps would do.
    static let steps = 100

    private let context: OpaquePointer

    /// Whether the modulus has two factors within the steps.
    static func areIn(_ modulus: [UInt8]) -> Bool {
        guard let context = BN_CTX_new() else {
            preconditionFailure("OpenSSL has no memory for large numbers.")
        }
        defer { BN_CTX_free(context) }
        return CloseFactors(context: context).areIn(modulus)
    }

    /// With n = a² - b², n has the factors a + b and a - b; so some a² - n must be a square.
    private func areIn(_ modulus: [UInt8]) -> Bool {
        BN_CTX_start(context)
        defer { BN_CTX_end(context) }
        let (n, a, rest) = (BN_CTX_get(context), BN_CTX_get(context), BN_CTX_get(context))
        BN_bin2bn(modulus, Int32(modulus.count), n)
        squareRoot(of: n, into: a)
        BN_sqr(rest, a, context)
        guard BN_cmp(rest, n) != 0 else { return true }
        BN_add_word(a, 1)
        BN_sqr(rest, a, context)
        BN_sub(rest, rest, n)
        for _ in 0..<Self.steps {
            if isSquare(rest) { return true }
            // (a + 1)² - n is what a² - n is, and 2a + 1 more.
            BN_add(rest, rest, a)
            BN_add(rest, rest, a)
            BN_add_word(rest, 1)
            BN_add_word(a, 1)
        }
        return false
    }

    private func isSquare(_ number: OpaquePointer?) -> Bool {
        // Squares end in 0, 1, 4 or 9 in hexadecimal, which most numbers do not.
        guard [0, 1, 4, 9].contains(BN_mod_word(number, 16)) else { return false }
        BN_CTX_start(context)
        defer { BN_CTX_end(context) }
        let (root, square) = (BN_CTX_get(context), BN_CTX_get(context))
        squareRoot(of: number, into: root)
        BN_sqr(square, root, context)
        return BN_cmp(square, number) == 0
    }

    /// The whole part of a square root, by Newton's method from above.
    private func squareRoot(of number: OpaquePointer?, into root: OpaquePointer?) {
        BN_CTX_start(context)
        defer { BN_CTX_end(context) }
        let next = BN_CTX_get(context)
        guard BN_num_bits(number) > 0 else {
            BN_set_word(root, 0)
            return
        }
        BN_set_word(root, 1)
        BN_lshift(root, root, (BN_num_bits(number) + 1) / 2)
        while true {
            BN_div(next, nil, number, root, context)
            BN_add(next, next, root)
            BN_rshift1(next, next)
            guard BN_cmp(next, root) < 0 else { return }
            BN_copy(root, next)
        }
    }
}
