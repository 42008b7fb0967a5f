// SPDX-License-Identifier: Apache-2.0

import GRDB
import Relay
import Safeguarding

extension Session {
    func timestamps(_ query: TimestampQuery) throws(StoreFailure) -> [NumberedTimestamp] {
        switch query {
        case .newest: try all(.newestTimestamp, [], NumberedTimestamp.init(reading:))
        case .newestRenewal: try all(.newestRenewal, [], NumberedTimestamp.init(reading:))
        case .from(let number, let limit):
            try all(.timestampsFrom, [number, limit], NumberedTimestamp.init(reading:))
        case .covering(let size, let limit):
            try all(.timestampsCovering, [size, limit], NumberedTimestamp.init(reading:))
        case .endingFirst(let number):
            try all(.timestampEndingFirst, [number], NumberedTimestamp.init(reading:))
        }
    }

    func keep(_ timestamp: KeptTimestamp) throws(StoreFailure) {
        let what: Arguments =
            switch timestamp.subject {
            case .checkpoint(let size): [size, nil, nil]
            case .tokens(let numbers): [nil, numbers.lowerBound, numbers.upperBound]
            }
        try run(
            .insertTimestamp,
            what + [
                timestamp.authority, timestamp.askedAt.milliseconds, timestamp.time.milliseconds,
                timestamp.validUntil.milliseconds, timestamp.token,
            ])
    }
}

extension NumberedTimestamp {
    /// Reads a token from the columns of `timestamps`.
    fileprivate init(reading columns: inout Columns) throws(StoreFailure) {
        let number = try columns.integer()
        let size = try columns.optionalInteger()
        let first = try columns.optionalInteger()
        let last = try columns.optionalInteger()
        let subject: KeptTimestamp.Subject
        switch (size, first, last) {
        case (let size?, nil, nil): subject = .checkpoint(size)
        case (nil, let first?, let last?) where first <= last: subject = .tokens(first...last)
        default: throw .corrupt("what token \(number) stamps cannot be read back: run fsck")
        }
        self.init(
            number,
            KeptTimestamp(
                subject, authority: try columns.text(), askedAt: try columns.instant(),
                time: try columns.instant(), validUntil: try columns.instant(),
                token: try columns.bytes()))
    }
}
