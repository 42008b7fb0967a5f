// SPDX-License-Identifier: Apache-2.0

/// What sixty-two division steps in a row do to a pair of numbers of which the first is odd: they
/// become (u·f + v·g) and (q·f + r·g), both divided by 2^62.
///
/// One step (Bernstein and Yang, section 8) halves g when it is even. When it is odd, it takes f from g
/// or adds it, and halves; and first the two change places if f leads, which is to say that more steps
/// halved g than f since they last did.
struct DivisionSteps {
    private var (u, v): (Int64, Int64) = (1, 0)
    private var (q, r): (Int64, Int64) = (0, 1)

    /// The inverse of the order of P-256 modulo 2^62.
    private static let inverseOfOrder: Int64 = {
        // Each round makes twice as many of the lowest bits right; of an odd number three are to begin with.
        let order = Int64(bitPattern: ScalarInverse.order.words[0])
        return (0..<5).reduce(order) { inverse, _ in inverse &* (2 &- order &* inverse) }
    }()

    /// Decides on the steps.
    ///
    /// - Parameters:
    ///   - f: the lowest bits of the first number, 62 at least; odd.
    ///   - g: those of the second.
    ///   - lead: by how much f leads, 1 before all steps.
    init(_ f: UInt64, _ g: UInt64, lead: inout Int) {
        var (f, g) = (f, g)
        var left = Limbs.bits
        while true {
            let halvings = min(g.trailingZeroBitCount, left)
            g >>= UInt64(halvings)
            u <<= halvings
            v <<= halvings
            lead += halvings
            left -= halvings
            if left == 0 { return }
            if lead > 0 {
                lead = -lead
                (f, g) = (g, 0 &- f)
                (u, v, q, r) = (q, r, -u, -v)
            }
            // Until f leads again the steps only add it: as many lowest bits of g as there are such
            // steps go at once. f·(2 - f²) is the inverse of f modulo 64.
            let bits = min(1 - lead, left, 6)
            let times = g &* f &* (f &* f &- 2) & (1 << UInt64(bits) - 1)
            g &+= f &* times
            q += u * Int64(times)
            r += v * Int64(times)
        }
    }

    /// The two numbers that the steps make of these.
    func done(to f: Limbs, _ g: Limbs) -> (Limbs, Limbs) {
        (Self.combined(f, u, g, v), Self.combined(f, q, g, r))
    }

    /// The same modulo the order of P-256, given in limbs: at most half of it is added each time.
    func done(to d: Limbs, _ e: Limbs, modulo modulus: Limbs) -> (Limbs, Limbs) {
        (Self.combined(d, u, e, v, modulus), Self.combined(d, q, e, r, modulus))
    }

    /// (a·x + b·y) / 2^62, for what that divides.
    private static func combined(_ x: Limbs, _ a: Int64, _ y: Limbs, _ b: Int64) -> Limbs {
        combined(x, a, y, b, .zero, times: 0)
    }

    /// The same modulo the order: first that multiple of it is added with which 2^62 divides the sum.
    private static func combined(
        _ x: Limbs, _ a: Int64, _ y: Limbs, _ b: Int64, _ modulus: Limbs
    ) -> Limbs {
        let low = x.values[0] &* a &+ y.values[0] &* b
        // Its lowest 62 bits, read as a number with a sign.
        let times = ((0 &- low &* inverseOfOrder) << 2) >> 2
        return combined(x, a, y, b, modulus, times: times)
    }

    private static func combined(
        _ x: Limbs, _ a: Int64, _ y: Limbs, _ b: Int64, _ z: Limbs, times c: Int64
    ) -> Limbs {
        var result = Limbs.zero
        var sum: Int128 = 0
        for place in 0..<5 {
            sum &+= Int128(x.values[place]) &* Int128(a)
            sum &+= Int128(y.values[place]) &* Int128(b)
            sum &+= Int128(z.values[place]) &* Int128(c)
            if place > 0 { result.values[place - 1] = Int64(truncatingIfNeeded: sum) & Limbs.mask }
            sum >>= Int128(Limbs.bits)
        }
        result.values[4] = Int64(truncatingIfNeeded: sum)
        return result
    }
}
