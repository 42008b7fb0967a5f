// SPDX-License-Identifier: Apache-2.0

/// When a cosignature can have been made, by the clock of whoever counts it.
///
/// A witness signs its own clock (C2SP tlog-cosignature). One that signs a time to come, or one before
/// there was anything to see, says nothing of when it saw the log, and counts for no policy.
package struct CosignatureTimes: Sendable, Hashable {
    /// How far two clocks may be apart.
    package static let skewSeconds: UInt64 = 300

    private let earliest: UInt64
    private let latest: UInt64

    /// Counts what was made since a log began, or since the first entry of it that is known.
    ///
    /// Both are in seconds since 1970.
    ///
    /// - Parameter now: nil where there is no clock to ask.
    package init(since first: Int64, now: Int64?) {
        earliest = UInt64(clamping: first).subtractingSkew
        latest = now.map { UInt64(clamping: $0) + Self.skewSeconds } ?? .max
    }

    /// Why a cosignature of that name does not count; nil when it does, or is a log's own signature, which
    /// has no time.
    package func fault(of name: NoteName, at time: UInt64?) -> CosignatureTimeFault? {
        guard let time else { return nil }
        if time > latest { return .ahead(name, seconds: time - (latest - Self.skewSeconds)) }
        if time < earliest { return .tooEarly(name, seconds: earliest + Self.skewSeconds - time) }
        return nil
    }
}

/// Why the time that a witness signed is none at which it can have seen the log.
package enum CosignatureTimeFault: Error, Sendable, Hashable {
    /// It is so many seconds ahead of the clock.
    case ahead(NoteName, seconds: UInt64)
    /// It is so many seconds before the log's first entry.
    case tooEarly(NoteName, seconds: UInt64)
}

extension CosignatureTimeFault: CustomStringConvertible {
    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .ahead(let name, let seconds):
            "\(name) has cosigned \(seconds) s ahead of the clock here, which does not count: set the "
                + "witness's clock"
        case .tooEarly(let name, let seconds):
            "\(name) has cosigned \(seconds) s before the first entry that is known, which does not count: "
                + "set the witness's clock"
        }
    }
}

extension UInt64 {
    fileprivate var subtractingSkew: UInt64 {
        self > CosignatureTimes.skewSeconds ? self - CosignatureTimes.skewSeconds : 0
    }
}
