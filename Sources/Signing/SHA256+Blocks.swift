// SPDX-License-Identifier: Apache-2.0

extension SHA256 {
    /// Digests blocks as they come, until an empty one: a file of any size in bounded memory.
    ///
    /// - Parameter next: gives the next block; it must not digest anything itself, because a thread
    ///   has one context.
    package static func digest<Failure: Error>(
        ofBlocks next: () throws(Failure) -> [UInt8]
    ) throws(Failure) -> SHA256Digest {
        let context = ThreadContexts.current.digest
        context.begin()
        while true {
            let block = try next()
            if block.isEmpty { return context.finish() }
            context.update(block)
        }
    }
}
