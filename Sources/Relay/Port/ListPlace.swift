// SPDX-License-Identifier: Apache-2.0

package import Signing

/// A place in the list outside the store, at the end of a line: how long the list is up to there, and a
/// running hash over its lines, by which it is told from every other list.
///
/// The length alone would take a list whose first line was cut off, or one that was begun anew, for the one
/// that the store knew; then what came after the place would be passed over.
package struct ListPlace: Sendable, Hashable {
    /// How many bytes the list has up to there.
    package let length: Int64
    /// The hash of the one before the last line, and of that line with its end.
    package let digest: SHA256Digest

    /// Takes up a place as a store kept it.
    package init(restoring length: Int64, _ digest: SHA256Digest) {
        self.length = length
        self.digest = digest
    }

    /// Where every list begins.
    package static let start = ListPlace(
        restoring: 0, SHA256.digest(of: Array("baton list\n".utf8)))

    /// The place after another line.
    package func after(_ line: [UInt8]) -> ListPlace {
        ListPlace(
            restoring: length + Int64(line.count),
            SHA256.digest(ofPieces: digest.bytes, line))
    }
}
