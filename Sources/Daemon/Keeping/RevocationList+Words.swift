// SPDX-License-Identifier: Apache-2.0

import Safeguarding
import Signing
import Wire

extension RevocationList {
    /// Which it is among those of its authority: its number, as far as it has one, and when it was issued.
    var words: String {
        let name = number.map { "0x\(Hex.encode($0)) " } ?? ""
        return "\(name)of \(Instant(seconds: thisUpdate).rfc3339)"
    }
}
