// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// The multiples of one P-256 key's point, worked out once, with which its signatures take half the
/// time to verify.
///
/// To verify is to compute u1·G + u2·Q (FIPS 186-5, section 6.4.2). OpenSSL has the multiples of G
/// built in and spends two thirds of its time on Q, which it sees as if for the first time. A broker
/// sees few keys and many signatures: it can have the multiples of Q too. All arithmetic is
/// OpenSSL's but the inverse of s, which OpenSSL multiplies by s again; only the equation stands here,
/// and whoever asks has OpenSSL repeat each refusal.
///
/// Only public numbers go in, so nothing is lost by taking a time that depends on them. Unchecked
/// because the compiler cannot see into C: the group is not changed after `init`, and reading it
/// from several threads is what OpenSSL allows.
final class MultiplesTable: @unchecked Sendable {
    /// P-256 with the key's point as its generator.
    private let group: OpaquePointer

    /// Works the multiples out, which takes as long as some hundred verifications.
    ///
    /// - Returns: nil when OpenSSL will not; then it verifies without them.
    init?(x: [UInt8], y: [UInt8]) {
        guard let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1) else { return nil }
        self.group = group
        let encoded = [0x04] + x + y
        let arithmetic = ThreadContexts.current.curve
        let point = arithmetic.term
        let made =
            EC_POINT_oct2point(group, point, encoded, encoded.count, arithmetic.numbers) == 1
            && EC_GROUP_set_generator(
                group, point, EC_GROUP_get0_order(arithmetic.curve), BN_value_one()) == 1
            && baton_precompute_multiples(group, arithmetic.numbers) == 1
        guard made else {
            ERR_clear_error()
            return nil
        }
    }

    deinit { EC_GROUP_free(group) }

    /// Whether a signature is good.
    ///
    /// - Parameter signature: r and s, 32 bytes each; one that is not, or out of range, is not good.
    func verifies(_ signature: [UInt8], of digest: SHA256Digest) -> Bool {
        guard signature.count == 64 else { return false }
        let arithmetic = ThreadContexts.current.curve
        let numbers = arithmetic.numbers
        BN_CTX_start(numbers)
        defer { BN_CTX_end(numbers) }
        guard let r = BN_CTX_get(numbers), let s = BN_CTX_get(numbers),
            let e = BN_CTX_get(numbers), let inverse = BN_CTX_get(numbers)
        else { return false }
        let read = signature.withUnsafeBytes { bytes in
            Self.read(bytes[..<32], into: r) && Self.read(bytes[32...], into: s)
                && Self.readInverse(of: bytes[32...], into: inverse)
        }
        let isGood =
            read && digest.withUnsafeBytes { Self.read($0[...], into: e) }
            && isInRange(r, and: e, arithmetic) && factors(r, s, e, inverse, arithmetic)
            && isAbscissa(r, of: e, s, inverse, arithmetic)
        if !isGood { ERR_clear_error() }
        return isGood
    }

    private static func read(
        _ bytes: Slice<UnsafeRawBufferPointer>, into number: OpaquePointer
    ) -> Bool {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        return BN_bin2bn(start, Int32(bytes.count), number) != nil
    }

    private static func readInverse(
        of bytes: Slice<UnsafeRawBufferPointer>, into number: OpaquePointer
    ) -> Bool {
        let s = ScalarInverse.Number(bigEndian: UnsafeRawBufferPointer(rebasing: bytes))
        guard s != .zero, s.isLess(than: ScalarInverse.order) else { return false }
        return ScalarInverse.inverse(of: s).withBigEndianBytes { read($0[...], into: number) }
    }

    /// Whether r is from 1 to the order less 1; and makes e, which may be above it, such a number or 0.
    private func isInRange(
        _ r: OpaquePointer, and e: OpaquePointer, _ arithmetic: CurveArithmetic
    ) -> Bool {
        let order = EC_GROUP_get0_order(arithmetic.curve)
        return BN_is_zero(r) == 0 && BN_cmp(r, order) < 0
            && (BN_cmp(e, order) < 0 || BN_sub(e, e, order) == 1)
    }

    /// Makes u1 = e/s of `e` and u2 = r/s of `s`, modulo the order; false when `inverse` is not that of s.
    private func factors(
        _ r: OpaquePointer, _ s: OpaquePointer, _ e: OpaquePointer, _ inverse: OpaquePointer,
        _ arithmetic: CurveArithmetic
    ) -> Bool {
        let (order, numbers) = (arithmetic.order, arithmetic.numbers)
        // Montgomery's product divides by a power of 2, with which one factor is multiplied first.
        return BN_to_montgomery(inverse, inverse, order, numbers) == 1
            && BN_mod_mul_montgomery(s, s, inverse, order, numbers) == 1 && BN_is_one(s) == 1
            && BN_mod_mul_montgomery(e, e, inverse, order, numbers) == 1
            && BN_mod_mul_montgomery(s, r, inverse, order, numbers) == 1
    }

    /// Whether r is the first coordinate of u1·G + u2·Q, and so X of it is r·Z² modulo the prime.
    ///
    /// `scratch` and the factors are written over.
    ///
    /// The coordinate may also be r plus the order, once in 2^128 signatures: that is for OpenSSL to find.
    private func isAbscissa(
        _ r: OpaquePointer, of u1: OpaquePointer, _ u2: OpaquePointer, _ scratch: OpaquePointer,
        _ arithmetic: CurveArithmetic
    ) -> Bool {
        let (curve, field) = (arithmetic.curve, arithmetic.field)
        let (numbers, sum, term) = (arithmetic.numbers, arithmetic.sum, arithmetic.term)
        let (x, z) = (u1, u2)
        return EC_POINT_mul(curve, sum, u1, nil, nil, numbers) == 1
            && EC_POINT_mul(group, term, u2, nil, nil, numbers) == 1
            && EC_POINT_add(curve, sum, sum, term, numbers) == 1
            && EC_POINT_is_at_infinity(curve, sum) == 0
            && baton_jacobian_x_and_z(curve, sum, x, z, numbers) == 1
            && BN_to_montgomery(scratch, z, field, numbers) == 1
            && BN_mod_mul_montgomery(z, z, scratch, field, numbers) == 1
            && BN_to_montgomery(scratch, r, field, numbers) == 1
            && BN_mod_mul_montgomery(z, z, scratch, field, numbers) == 1 && BN_cmp(z, x) == 0
    }
}
