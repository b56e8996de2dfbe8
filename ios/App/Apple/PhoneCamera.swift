//! The camera of the phone, one picture at a time, by the system's own screen for it.
//!
//! Writes a JPEG without place and maker, which iOS does not hand out here anyway. Leaves to
//! the core: whether the picture is good enough, what it is for, where it is kept.

import Foundation
import Ports
import UIKit

/// Takes pictures by `UIImagePickerController`.
@MainActor
public final class PhoneCamera: NSObject, Camera, UIImagePickerControllerDelegate,
    UINavigationControllerDelegate
{
    private let folder: URL
    private var waiting: CheckedContinuation<String?, Never>?

    private static let quality: CGFloat = 0.85

    /// A camera that writes into this folder.
    public init(folder: URL) {
        self.folder = folder
    }

    public func photograph() async -> String? {
        guard waiting == nil, UIImagePickerController.isSourceTypeAvailable(.camera), let top = Self.top()
        else {
            return nil
        }
        let picker = UIImagePickerController()
        picker.sourceType = .camera
        picker.delegate = self
        picker.modalPresentationStyle = .fullScreen
        return await withCheckedContinuation { done in
            waiting = done
            top.present(picker, animated: true, completion: nil)
        }
    }

    public func imagePickerController(
        _ picker: UIImagePickerController,
        didFinishPickingMediaWithInfo info: [UIImagePickerController.InfoKey: Any]
    ) {
        end(picker, (info[.originalImage] as? UIImage).flatMap(written))
    }

    public func imagePickerControllerDidCancel(_ picker: UIImagePickerController) {
        end(picker, nil)
    }

    private func end(_ picker: UIImagePickerController, _ path: String?) {
        picker.dismiss(animated: true, completion: nil)
        waiting?.resume(returning: path)
        waiting = nil
    }

    private func written(_ picture: UIImage) -> String? {
        let file = folder.appendingPathComponent("\(UUID().uuidString).jpg")
        guard let bytes = picture.jpegData(compressionQuality: Self.quality),
            (try? bytes.write(to: file, options: .atomic)) != nil
        else { return nil }
        return file.path
    }

    /// Whatever lies topmost on the screen.
    private static func top() -> UIViewController? {
        let scenes = UIApplication.shared.connectedScenes.compactMap { $0 as? UIWindowScene }
        var top = scenes.compactMap(\.keyWindow).first?.rootViewController
        while let above = top?.presentedViewController { top = above }
        return top
    }
}
