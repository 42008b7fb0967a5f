// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL
internal import Glibc

/// The OpenSSL contexts of one thread, made when the thread first needs them and kept.
///
/// OpenSSL's contexts must not be used from two threads at once, and making one costs more than a
/// small hash. So each thread has its own set, freed when the thread ends.
final class ThreadContexts {
    /// For SHA-256.
    let digest = DigestContext()
    /// For what nobody can guess.
    var reservoir = Reservoir()
    /// For points on P-256.
    let curve = CurveArithmetic()
    /// For signatures: an `EVP_MD_CTX`.
    let signature: OpaquePointer
    /// For messages: an `EVP_CIPHER_CTX`.
    let cipher: OpaquePointer
    /// For the keys of messages: another, since a change of the cipher costs more than wrapping.
    let wrap: OpaquePointer

    private static let slot: pthread_key_t = {
        var slot = pthread_key_t()
        let made = pthread_key_create(&slot) { pointer in
            guard let pointer else { return }
            Unmanaged<ThreadContexts>.fromOpaque(pointer).release()
        }
        precondition(made == 0, "The system must have a thread-specific slot to give.")
        return slot
    }()

    private init() {
        guard let signature = EVP_MD_CTX_new(), let cipher = EVP_CIPHER_CTX_new(),
            let wrap = EVP_CIPHER_CTX_new()
        else {
            preconditionFailure("OpenSSL has no memory for a thread's contexts.")
        }
        self.signature = signature
        self.cipher = cipher
        self.wrap = wrap
    }

    deinit {
        digest.free()
        reservoir.free()
        curve.free()
        EVP_MD_CTX_free(signature)
        EVP_CIPHER_CTX_free(cipher)
        EVP_CIPHER_CTX_free(wrap)
    }

    /// The calling thread's set, which must not be kept beyond the call that asked for it.
    static var current: ThreadContexts {
        if let pointer = pthread_getspecific(slot) {
            return Unmanaged<ThreadContexts>.fromOpaque(pointer).takeUnretainedValue()
        }
        let contexts = ThreadContexts()
        pthread_setspecific(slot, Unmanaged.passRetained(contexts).toOpaque())
        return contexts
    }
}
