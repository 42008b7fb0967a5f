// SPDX-License-Identifier: Apache-2.0

import Signing
import Testing

@testable import TransparencyLog

@Suite struct `The tree over a tile` {
    private let all = leaves(256)

    @Test(arguments: [0, 1, 2, 3, 128, 255, 256])
    func `has every complete subtree of its hashes`(width: Int) {
        var tree = TileTree(height: 8)
        for hash in all.prefix(width) { tree.append(hash) }
        #expect(tree.width == width)
        for height in 0..<TreeHashLayout.tileHeight {
            for index in 0..<(width >> height) {
                let under = all[(index << height)..<((index + 1) << height)]
                #expect(tree.hash(height: height, index: index) == rootByDefinition(under))
            }
        }
    }

    @Test func `grows by what its tile has more, and is the same as one that was read at once`()
        throws
    {
        let log = LeafHashes(all + leaves(300))
        var (grown, read) = (TileTree(height: 8), TileTree(height: 8))
        for width in [3, 200, 100, 256] {
            try grown.grow(to: width, ofTile: 1, tileLevel: 0, from: log)
        }
        try read.grow(to: 256, ofTile: 1, tileLevel: 0, from: log)
        #expect(grown == read && grown.width == 256)
        #expect(grown.hash(height: 0, index: 0) == leaves(1)[0])
    }

    @Test func `is refused where a store has lost a hash`() {
        #expect(
            throws: TreeError.missingHashes(tileLevel: 0, range: 256..<259, found: 2)
        ) {
            try ShortHashes().tree(tileLevel: 0, index: 1, width: 3)
        }
    }

    @Test func `holds no more than a tile`() async {
        await #expect(processExitsWith: .failure) {
            var tree = TileTree(height: 8)
            for hash in leaves(257) { tree.append(hash) }
        }
    }
}
