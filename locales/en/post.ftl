# What stands around every mail, and the page of the mail.
post-service = Digital signature
post-from = Digital signature – { $chamber }
post-why = You receive this email because your address belongs to one of our services. It is a message from { $chamber }.
post-assistance = Do you need help? Answer this email or write to { $address }
post-privacy = Privacy notice

post-heading = The mail of the demo
post-lead = Here are the emails and text messages that a real service would have sent. Nobody receives them.
post-empty = No messages
post-empty-why = Messages appear here when there is something to tell: for example when you suspend a certificate.
post-list = Messages, latest first
post-when = When (Italian time)
post-to = To
post-what = Message
post-state = Result
post-state-waiting = Waiting
post-state-delivered = Delivered
post-state-failed = Not delivered
post-channel-mail = Email
post-channel-sms = SMS
post-older = Older messages
post-newest = Back to the latest
post-details = Details
post-sent-from = From
post-template = Template
post-language = Language
post-number = Number of the message
post-html = How it looks
post-text = Text only
post-html-frame = Preview of the email “{ $subject }”
post-attempts = Attempts to deliver
post-attempts-none = No attempt yet
post-attempt-result = Result
post-attempt-detail = Answer
post-attempt-later = To be tried again
post-sms-length = { $n ->
    [one] { $n } SMS
   *[other] { $n } SMS
}
