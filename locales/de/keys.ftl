# Schlüssel, Freigaben und Zeremonien: die Probleme und die Wörter der Befehlszeile.

problem-roles-apart =
    .heading = Diese Person hat bereits eine Rolle, die nicht zu dieser passt
    .why = Wer { $held } ist, darf nicht auch { $asked } sein: Prüfer und Geprüfte bleiben verschiedene Personen.
    .todo = Wählen Sie eine andere Person oder widerrufen Sie zuerst das Zertifikat der anderen Rolle.
