// SPDX-License-Identifier: Apache-2.0

import Wire

/// Text encodings of RFC 7468.
enum PEM {
    /// The contents of each block, whatever its label; what is no base64 gives no bytes.
    static func blocks(in text: [UInt8]) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var lines: [Substring]?
        let rows = String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
        for line in rows {
            if line.hasPrefix("-----BEGIN") {
                lines = []
            } else if line.hasPrefix("-----END") {
                blocks.append((try? Base64.decode((lines ?? []).joined())) ?? [])
                lines = nil
            } else {
                lines?.append(line)
            }
        }
        return blocks
    }
}
