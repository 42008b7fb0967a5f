// SPDX-License-Identifier: Apache-2.0

import Foundation
import GRDB
import Safeguarding
import Signing

/// What statements are given: each value goes over as it is, without boxes.
extension DatabaseValue {
    static func integer(_ number: Int64) -> DatabaseValue { number.databaseValue }

    static func integer(_ number: Int64?) -> DatabaseValue { number?.databaseValue ?? .null }

    static func number(_ number: Int) -> DatabaseValue { Int64(number).databaseValue }

    static func instant(_ instant: Instant) -> DatabaseValue { instant.milliseconds.databaseValue }

    static func text(_ text: String) -> DatabaseValue { text.databaseValue }

    static func text(_ text: String?) -> DatabaseValue { text?.databaseValue ?? .null }

    static func bytes(_ bytes: [UInt8]) -> DatabaseValue { Data(bytes).databaseValue }

    static func bytes(_ bytes: [UInt8]?) -> DatabaseValue {
        bytes.map { Data($0).databaseValue } ?? .null
    }

    static func digest(_ digest: SHA256Digest) -> DatabaseValue {
        digest.withUnsafeBytes { Data($0).databaseValue }
    }
}
