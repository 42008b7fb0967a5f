// SPDX-License-Identifier: Apache-2.0

import Foundation
import Signing

extension [UInt8] {
    /// The bytes as a statement takes them.
    var data: Data { Data(self) }
}

extension SHA256Digest {
    /// The digest as a statement takes it.
    var data: Data { withUnsafeBytes { Data($0) } }
}
