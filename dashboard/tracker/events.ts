/** What pages may send, made from the catalogue of events. */
export interface Events {
  /** An application was made; submitted, unless its status is SAVED. */
  application_created: { applicationId: string; notes?: string; jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; resumeVersion?: string; status?: "ACCEPTED" | "APPLIED" | "DECLINED" | "GHOSTED" | "INTERVIEWING" | "OFFERED" | "REJECTED" | "REOPENED" | "SAVED" | "SCREENING" | "WITHDRAWN" };
  /** An application moved to a stage, or ended. */
  application_status_change: { applicationId: string; notes?: string; status: "ACCEPTED" | "APPLIED" | "DECLINED" | "GHOSTED" | "INTERVIEWING" | "OFFERED" | "REJECTED" | "REOPENED" | "SAVED" | "SCREENING" | "WITHDRAWN"; previousStatus?: string };
  /** Facts of an application changed. */
  application_updated: { applicationId: string; notes?: string; title?: string; company?: string; location?: string; source?: string; url?: string; resumeVersion?: string; status?: "ACCEPTED" | "APPLIED" | "DECLINED" | "GHOSTED" | "INTERVIEWING" | "OFFERED" | "REJECTED" | "REOPENED" | "SAVED" | "SCREENING" | "WITHDRAWN" };
  /** The person took the application back. */
  application_withdrawn: { applicationId: string; notes?: string; reason?: string };
  /** A button was pressed. */
  button_click: { button?: string; path?: string };
  /** A dashboard was opened, on the web or on a phone. */
  dashboard_view: { dashboard?: string | number; widget?: string; action?: string; device?: string };
  /** Something went wrong, in a browser or on a server. */
  error: { message?: string; kind?: string; stack?: string; path?: string; fingerprint?: string; code?: string; count?: number };
  /** A feature was used. */
  feature_use: { feature: string; action?: string };
  /** A list on the platform was narrowed, not one of jobs. */
  filter: { filter?: string; value?: string | number | boolean; results?: number; path?: string };
  /** The person asked how the application stands. */
  follow_up: { applicationId: string; notes?: string; channel?: string };
  /** Somebody worked in a form; never what they typed. */
  form_interaction: { form?: string; field?: string; action?: string; path?: string };
  /** A form was sent. */
  form_submit: { form?: string; isValid?: boolean; seconds?: number; path?: string };
  /** There was an answer after an interview. */
  interview_feedback: { applicationId: string; notes?: string; result?: string; rating?: number; round?: number };
  /** An interview was arranged. */
  interview_scheduled: { applicationId: string; notes?: string; scheduledAt?: string; kind?: string; round?: number; location?: string };
  /** An application was submitted. */
  job_apply: { applicationId: string; notes?: string; jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; resumeVersion?: string; status?: "ACCEPTED" | "APPLIED" | "DECLINED" | "GHOSTED" | "INTERVIEWING" | "OFFERED" | "REJECTED" | "REOPENED" | "SAVED" | "SCREENING" | "WITHDRAWN" };
  /** A posting was bookmarked. */
  job_bookmark: { jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; seconds?: number };
  /** A list of jobs was narrowed. */
  job_filter: { filter?: string; value?: string | number | boolean; results?: number };
  /** A posting was saved for later. */
  job_save: { jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; seconds?: number };
  /** Jobs were searched for. */
  job_search: { query?: string; location?: string; source?: string; results?: number };
  /** A posting was passed on. */
  job_share: { jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; seconds?: number; channel?: string };
  /** A saved posting was let go. */
  job_unsave: { jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; seconds?: number };
  /** A posting was looked at. */
  job_view: { jobId?: string | number; title?: string; company?: string; location?: string; source?: string; url?: string; seconds?: number };
  /** A link in a mail of ours was followed. */
  mail_click: { mail?: string | number; link?: string };
  /** A mail of ours was opened. */
  mail_open: { mail?: string | number; link?: string };
  /** Somebody went from one page to another. */
  navigation: { fromPath?: string; toPath?: string; trigger?: string };
  /** The offer was accepted. */
  offer_accepted: { applicationId: string; notes?: string; amountMinor?: number; currency?: string; answerBy?: string; reason?: string };
  /** The person declined the offer. */
  offer_declined: { applicationId: string; notes?: string; amountMinor?: number; currency?: string; answerBy?: string; reason?: string };
  /** An offer came. */
  offer_received: { applicationId: string; notes?: string; amountMinor?: number; currency?: string; answerBy?: string; reason?: string };
  /** A page took so long to load. */
  page_load: { path?: string; ms?: number };
  /** A page was looked at. */
  page_view: { path?: string; title?: string; referrer?: string; loadMs?: number };
  /** Something was measured. */
  performance: { metric?: string; value?: number; unit?: string; path?: string };
  /** Somebody changed their profile. */
  profile_update: { fields?: string[] };
  /** A report was downloaded. */
  report_download: { report?: string | number; format?: string };
  /** A report was read. */
  report_view: { report?: string | number; format?: string };
  /** Something on the platform was searched for, not a job. */
  search: { query?: string; results?: number; path?: string };
  /** The page was visible for so many seconds. */
  time_spent: { seconds: number; feature?: string; path?: string };
  /** Somebody signed in. */
  user_login: { method?: string };
  /** Somebody signed out. */
  user_logout: { method?: string };
  /** Somebody made an account. */
  user_registration: { method?: string; source?: string };
  /** Something on a dashboard was used. */
  widget_interaction: { dashboard?: string | number; widget?: string; action?: string; device?: string };
}
