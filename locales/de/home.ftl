# Startseite.
home-heading = Was möchten Sie tun?
home-lead = Hier prüfen Sie eine digitale Unterschrift und die Zertifikate der Unterzeichner. Sie brauchen kein Konto.
home-verify = Unterschrift prüfen
home-verify-text = Laden Sie eine unterschriebene Datei hoch. Wir sagen Ihnen, wer wann unterschrieben hat und ob die Unterschrift gültig ist.
home-certificates = Zertifikate der Zertifizierungsstellen herunterladen
home-certificates-text = Hier finden Sie die Zertifikate, ihre Fingerabdrücke und die Widerrufslisten.
home-status = Status eines Zertifikats prüfen
home-status-text = Erfahren Sie, ob ein Zertifikat gültig, ausgesetzt, widerrufen oder abgelaufen ist.
home-p7m = Haben Sie eine .p7m-Datei erhalten?
home-p7m-text = Eine .p7m-Datei enthält ein Dokument und seine Unterschrift. Laden Sie die Datei auf der Prüfseite hoch: Sie lesen das Ergebnis und öffnen das Dokument. Sie müssen nichts installieren.
home-p7m-action = Eine .p7m-Datei öffnen
home-safe = Ihre Dateien bleiben Ihre
home-safe-text = Wir verwenden die Datei nur für die Prüfung der Unterschrift. Nach einer Viertelstunde löschen wir sie. Wenn Sie sie nicht senden möchten, verwenden Sie das Programm ceralacca auf Ihrem Computer.
