// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// What an authority answers (`TimeStampResp`, RFC 3161 section 2.4.2), read and not yet believed.
package struct TimestampResponse: Sendable, Hashable {
    /// How it answered.
    package let status: TimestampStatus
    /// What it says beside, for a person.
    package let text: [String]
    /// Why it did not stamp.
    package let failures: [TimestampFailure]
    /// The token in DER, byte for byte, as it is archived; nil unless the status grants it.
    package let token: [UInt8]?

    /// Reads an answer; a token is there exactly if the status says so.
    package init(parsing der: [UInt8]) throws(TimestampFault) {
        guard der.count <= TimestampLimits.responseBytes else {
            throw .tooLong(der.count, limit: TimestampLimits.responseBytes)
        }
        let (info, rest) = try Self.parts(of: der)
        defer { TS_STATUS_INFO_free(info) }
        guard let number = TS_STATUS_INFO_get0_status(info).flatMap(CValue.small),
            let status = TimestampStatus(rawValue: number)
        else { throw .notAResponse }
        self.status = status
        text = Self.text(of: info)
        failures = Self.failures(of: info)
        token = rest.isEmpty ? nil : [UInt8](rest)
        guard status.isGranted == (token != nil) else {
            throw token == nil ? .tokenMissing : .tokenBesideRefusal(status)
        }
    }

    /// The answer that grants a token, in DER: in this form other programs take what was archived.
    package static func granting(_ token: [UInt8]) -> [UInt8] {
        DER.sequence(DER.sequence(DER.integer([])), token)
    }

    /// The status as OpenSSL holds it, to be freed, and what stands behind it.
    ///
    /// Lengths may be indefinite: some authorities write CMS in BER, as RFC 5652 lets them.
    private static func parts(
        of der: [UInt8]
    ) throws(TimestampFault) -> (OpaquePointer, ArraySlice<UInt8>) {
        let found = der.withUnsafeBufferPointer { buffer -> (OpaquePointer, Range<Int>)? in
            guard let start = buffer.baseAddress else { return nil }
            var (cursor, length, tag, kind) = (Optional(start), 0, Int32(0), Int32(0))
            let header = ASN1_get_object(&cursor, &length, &tag, &kind, buffer.count)
            guard let begin = cursor, header & 0x80 == 0, header & V_ASN1_CONSTRUCTED != 0,
                tag == V_ASN1_SEQUENCE, kind == V_ASN1_UNIVERSAL
            else { return nil }
            // An indefinite length ends with two zero bytes.
            let isIndefinite = header & 1 != 0
            let end = isIndefinite ? buffer.count - 2 : begin - start + length
            guard end >= begin - start, isIndefinite || end == buffer.count,
                buffer[end...].allSatisfy({ $0 == 0 }),
                let info = d2i_TS_STATUS_INFO(nil, &cursor, end - (begin - start)),
                let rest = cursor
            else { return nil }
            return (info, rest - start..<end)
        }
        guard let found else {
            ERR_clear_error()
            throw .notAResponse
        }
        return (found.0, der[found.1])
    }

    private static func text(of info: OpaquePointer) -> [String] {
        guard let stack = TS_STATUS_INFO_get0_text(info) else { return [] }
        return (0..<OPENSSL_sk_num(stack)).compactMap { position in
            OPENSSL_sk_value(stack, position).map {
                let string = $0.assumingMemoryBound(to: ASN1_STRING.self)
                return String(decoding: CValue.bytes(of: string), as: UTF8.self)
            }
        }
    }

    private static func failures(of info: OpaquePointer) -> [TimestampFailure] {
        guard let bits = TS_STATUS_INFO_get0_failure_info(info) else { return [] }
        return TimestampFailure.allCases.filter {
            ASN1_BIT_STRING_get_bit(bits, Int32($0.rawValue)) == 1
        }
    }
}
