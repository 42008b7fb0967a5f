// SPDX-License-Identifier: Apache-2.0

import Relay

/// The positions of subjects that an expectation still waits for, as its column has them: `0,2`.
enum Outstanding {
    static func text(_ positions: [Int]) -> String {
        positions.map(String.init).joined(separator: ",")
    }

    static func positions(_ text: String) throws(StoreFailure) -> [Int] {
        var positions: [Int] = []
        for piece in text.split(separator: ",") {
            guard let position = Int(piece), position >= 0 else {
                throw .corrupt("`\(text)` is no list of subjects: run fsck")
            }
            positions.append(position)
        }
        return positions
    }
}
