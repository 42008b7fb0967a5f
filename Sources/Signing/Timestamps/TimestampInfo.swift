// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// What an authority says in a token (`TSTInfo`, RFC 3161 section 2.4.2).
package struct TimestampInfo: Sendable, Hashable {
    /// The policy under which it stamped.
    package let policy: TimestampPolicy
    /// What it stamped.
    package let imprint: MessageImprint
    /// The number that the authority gave, big-endian; no other token of it has the same.
    package let serialNumber: [UInt8]
    /// When it stamped, in milliseconds since 1970; finer fractions are cut off.
    package let genTimeMilliseconds: Int64
    /// How far the time may be off, either way, in microseconds; nil when the authority does not say.
    package let accuracyMicroseconds: Int64?
    /// Whether two tokens of this authority may be ordered by time whatever the accuracy.
    package let isOrdered: Bool
    /// The nonce of the request, big-endian and without leading zeros.
    package let nonce: [UInt8]?

    /// Reads what a token says without believing it: nobody's signature is looked at.
    package init(unverified token: [UInt8]) throws(TimestampFault) {
        guard token.count <= TimestampLimits.responseBytes else {
            throw .tooLong(token.count, limit: TimestampLimits.responseBytes)
        }
        self = try SignedToken(parsing: token).info()
    }

    /// When it stamped, in whole seconds since 1970, as certificates count.
    var genTimeSeconds: Int64 {
        let remainder = genTimeMilliseconds % 1000
        return genTimeMilliseconds / 1000 - (remainder < 0 ? 1 : 0)
    }

    /// Reads what OpenSSL parsed; version 1 and no critical extension.
    init(_ info: OpaquePointer) throws(TimestampFault) {
        let version = TS_TST_INFO_get_version(info)
        guard version == 1 else { throw .version(version) }
        guard TS_TST_INFO_get_ext_by_critical(info, 1, -1) < 0 else { throw .criticalExtension }
        guard let policy = TS_TST_INFO_get_policy_id(info) else { throw .malformedInfo("policy") }
        self.policy = TimestampPolicy(policy)
        imprint = try MessageImprint(TS_TST_INFO_get_msg_imprint(info))
        guard let serial = TS_TST_INFO_get_serial(info).flatMap(CValue.magnitude) else {
            throw .malformedInfo("serialNumber")
        }
        serialNumber = serial
        guard let time = TS_TST_INFO_get_time(info),
            let milliseconds = Self.milliseconds(CValue.bytes(of: time))
        else { throw .malformedInfo("genTime") }
        genTimeMilliseconds = milliseconds
        accuracyMicroseconds = try Self.accuracy(TS_TST_INFO_get_accuracy(info))
        isOrdered = TS_TST_INFO_get_ordering(info) != 0
        if let number = TS_TST_INFO_get_nonce(info) {
            guard let magnitude = CValue.magnitude(of: number) else {
                throw .malformedInfo("nonce")
            }
            nonce = magnitude
        } else {
            nonce = nil
        }
    }

    /// The accuracy as one number; its milliseconds and microseconds lie between 1 and 999.
    private static func accuracy(_ accuracy: OpaquePointer?) throws(TimestampFault) -> Int64? {
        guard let accuracy else { return nil }
        let seconds = TS_ACCURACY_get_seconds(accuracy).map(CValue.small) ?? 0
        let millis = TS_ACCURACY_get_millis(accuracy).map(CValue.small) ?? 0
        let micros = TS_ACCURACY_get_micros(accuracy).map(CValue.small) ?? 0
        guard let seconds, let millis, let micros, seconds <= Int32.max, millis <= 999,
            micros <= 999
        else { throw .malformedInfo("accuracy") }
        return (Int64(seconds) * 1000 + Int64(millis)) * 1000 + Int64(micros)
    }

    /// `YYYYMMDDhhmmss[.s…]Z` in milliseconds since 1970: Zulu, and no trailing zeros (RFC 3161).
    static func milliseconds(_ text: [UInt8]) -> Int64? {
        guard text.count >= 15, text.last == UInt8(ascii: "Z"),
            let numbers = digits(of: text.prefix(14))
        else { return nil }
        func number(_ range: Range<Int>) -> Int64 {
            numbers[range].reduce(0) { $0 * 10 + Int64($1) }
        }
        let (year, month, day) = (number(0..<4), number(4..<6), number(6..<8))
        let (hour, minute, second) = (number(8..<10), number(10..<12), number(12..<14))
        guard (1...12).contains(month), (1...daysIn(month, of: year)).contains(day), hour < 24,
            minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        let rest = text[14..<(text.count - 1)]
        if !rest.isEmpty {
            guard rest.first == UInt8(ascii: "."), let digits = digits(of: rest.dropFirst()),
                let last = digits.last, last != 0
            else { return nil }
            let three = (digits + [0, 0]).prefix(3)
            fraction = three.reduce(0) { $0 * 10 + Int64($1) }
        }
        let days = daysSince1970(year, month, day)
        return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + fraction
    }

    private static func digits(of text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return text.map { $0 - 0x30 }
    }

    private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return days[Int(month - 1)]
    }

    /// Days of the Gregorian calendar, years beginning in March so that the leap day comes last.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year + 399 : year + 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear
        return days - 146_097 - 719_468
    }
}
