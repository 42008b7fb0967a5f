// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// One thread's points and numbers for arithmetic on P-256.
struct CurveArithmetic {
    /// The curve with its usual generator, of which OpenSSL has the multiples built in.
    let curve: OpaquePointer
    /// For products modulo the order of its group: a `BN_MONT_CTX`, which is the curve's own.
    let order: OpaquePointer
    /// For products modulo the prime of its field: another.
    let field: OpaquePointer
    /// Where intermediate numbers come from.
    let numbers: OpaquePointer
    /// A point to compute into.
    let sum: OpaquePointer
    /// Another.
    let term: OpaquePointer

    init() {
        guard let curve = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
            let order = EC_GROUP_get_mont_data(curve), let field = BN_MONT_CTX_new(),
            let numbers = BN_CTX_new(), let sum = EC_POINT_new(curve),
            let term = EC_POINT_new(curve),
            BN_MONT_CTX_set(field, EC_GROUP_get0_field(curve), numbers) == 1
        else { preconditionFailure("OpenSSL must offer P-256, and have memory for two points.") }
        self.curve = curve
        self.order = order
        self.field = field
        self.numbers = numbers
        self.sum = sum
        self.term = term
    }

    func free() {
        EC_POINT_free(term)
        EC_POINT_free(sum)
        BN_CTX_free(numbers)
        BN_MONT_CTX_free(field)
        EC_GROUP_free(curve)
    }
}
