ALTER TABLE `service` ADD `bolt_ons` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `dated_fees` text;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `has_bolt_ons` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `subscription_term` ADD `bolt_on_changes` text;